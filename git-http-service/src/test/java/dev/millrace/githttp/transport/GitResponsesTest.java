package dev.millrace.githttp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.githttp.admission.ComputePool;
import dev.millrace.githttp.admission.FairPermits;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GitResponsesTest {

    private static final String TEAM = "team";
    private static final byte[] LARGE = new byte[GitResponses.SENT_AT_ONCE + 1];

    private final FairPermits requests = new FairPermits(1, 1);
    private final ComputePool pool = new ComputePool(1, 1);
    private final List<String> released = new ArrayList<>();
    private final Exchange exchange = new Exchange(
            open(HttpServerResponse.class),
            open(Context.class),
            TEAM,
            requests,
            pool,
            new ClientPace(0, Duration.ZERO),
            finished -> {
                finished.releasePermit();
                released.add("permit");
            });

    @AfterEach
    void stop() {
        pool.close();
    }

    @Test
    void keepsWhatALargeResponseOwnsUntilItIsWritten() throws IOException {
        requests.acquire(TEAM, Duration.ZERO);
        exchange.owns(() -> released.add("memory"));
        var sent = new ByteArrayOutputStream();

        Response response = GitResponses.whole(exchange, LARGE, "git-upload-pack-result");

        assertThat(response.getStatus()).isEqualTo(200);
        assertThat(response.getHeaderString("Content-Type")).isEqualTo("application/x-git-upload-pack-result");
        assertThat(exchange.isHandedOver()).isTrue();
        assertThat(released).isEmpty();
        ((StreamingOutput) response.getEntity()).write(sent);
        assertThat(sent.toByteArray()).isEqualTo(LARGE);
        assertThat(released).containsExactly("memory", "permit");
    } // #9.2

    @Test
    void releasesWhatALargeResponseOwnsIfTheClientLeavesBefore() {
        requests.acquire(TEAM, Duration.ZERO);
        exchange.owns(() -> released.add("memory"));

        GitResponses.whole(exchange, LARGE, "git-upload-pack-result");
        exchange.disconnected();

        assertThat(released).containsExactly("memory", "permit");
    } // #9.2

    @Test
    void givesASmallResponseToTheNetworkAtOnce() {
        byte[] small = new byte[GitResponses.SENT_AT_ONCE];

        Response response = GitResponses.whole(exchange, small, "git-upload-pack-result");

        assertThat(response.getEntity()).isEqualTo(small);
        assertThat(exchange.isHandedOver()).isFalse();
    }

    /** The context of a connection that stays open. */
    private static <T> T open(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> method.getReturnType() == boolean.class ? Boolean.FALSE : null));
    }
}
