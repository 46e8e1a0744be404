package dev.millrace.sync.lfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.forge.Redactor;
import dev.millrace.git.lfs.LfsObject;
import dev.millrace.git.lfs.LfsOid;
import dev.millrace.kit.address.OutboundAddresses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LfsClientTest {

    private static final LfsObject OBJECT = new LfsObject(new LfsOid("a".repeat(64)), 1);

    private final LfsClient client = new LfsClient(
            new ObjectMapper(),
            new OutboundAddresses(List.of(), host -> List.of()),
            (SSLSocketFactory) SSLSocketFactory.getDefault(),
            Duration.ofSeconds(30),
            0);
    private @Nullable HttpServer server;
    private String response = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] body = response.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        started().stop(0);
    }

    @Test
    void keepsNothingOfObjectsThatItDidNotAskFor() throws IOException {
        String entry = "{\"oid\": \"%s\", \"actions\": {\"download\": {\"href\": \"http://a.test/\"}}}";
        response = "{\"objects\": [%s, %s]}"
                .formatted(
                        entry.formatted("b".repeat(64)),
                        entry.formatted(OBJECT.oid().value()));

        assertThat(client.ask(access(), List.of(OBJECT)))
                .containsOnlyKeys(OBJECT.oid().value());
    } // #9.1

    @Test
    void refusesAListOfFarMoreObjectsThanItAskedFor() {
        response = "{\"objects\": [" + "{},".repeat(5000) + "{}]}";

        assertThatThrownBy(() -> client.ask(access(), List.of(OBJECT)))
                .isInstanceOf(LfsRefusal.class)
                .hasMessage("the LFS server of the upstream lists more than 1001 objects, the request names 1");
    } // #9.1

    private HttpServer started() {
        return java.util.Objects.requireNonNull(server);
    }

    private LfsAccess access() {
        InetSocketAddress address = started().getAddress();
        return new LfsAccess(
                URI.create("http://127.0.0.1:%d/r.git".formatted(address.getPort())),
                List.of(address.getAddress()),
                Optional.empty(),
                Redactor.NONE);
    }
}
