package dev.millrace.githttp.lfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TransfersTest {

    private final Transfers transfers = new Transfers(config(), new SimpleMeterRegistry());

    @AfterEach
    void stop() {
        transfers.stop();
    }

    @Test
    void leavesHalfOfThePermitsToOtherTeams() {
        assertThat(transfers.open(request(), "busy")).isPresent();
        Optional<Transfer> second = transfers.open(request(), "busy");
        assertThat(second).isPresent();

        assertThat(transfers.open(request(), "busy")).isEmpty();
        assertThat(transfers.open(request(), "other")).isPresent();
        assertThat(transfers.open(request(), "third")).isPresent();

        second.orElseThrow().finish();
        assertThat(transfers.open(request(), "busy")).isPresent();
    }

    @Test
    void closesAnObjectThatIsOpenedAfterItsClientHasLeft() {
        Transfer transfer = transfers.open(request(), "team").orElseThrow();
        AtomicBoolean closed = new AtomicBoolean();

        transfer.disconnected();
        transfer.hold(() -> closed.set(true));
        transfer.handOver();

        assertThat(closed).isTrue();
    }

    private static LfsConfig config() {
        return new SmallRyeConfigBuilder()
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .withDefaultValues(Map.of(
                        "millrace.git-http.lfs.concurrency", "4",
                        "millrace.git-http.lfs.acquire-timeout", "PT0S"))
                .withMapping(LfsConfig.class)
                .build()
                .getConfigMapping(LfsConfig.class);
    }

    private static RoutingContext request() {
        HttpServerResponse response = fake(HttpServerResponse.class, Map.of());
        Vertx vertx = fake(Vertx.class, Map.of("getOrCreateContext", fake(Context.class, Map.of())));
        return fake(RoutingContext.class, Map.of("response", response, "vertx", vertx, "addEndHandler", 0));
    }

    private static <T> T fake(Class<T> type, Map<String, Object> results) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> results.get(method.getName())));
    }
}
