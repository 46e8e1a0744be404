package dev.millrace.sync.lfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.forge.ForgeInstallation;
import dev.millrace.forge.InstallationToken;
import dev.millrace.forge.InstallationTokens;
import dev.millrace.git.lfs.LfsObject;
import dev.millrace.git.lfs.LfsOid;
import dev.millrace.kit.address.OutboundAddresses;
import dev.millrace.kit.trust.TrustedCertificates;
import dev.millrace.upstream.ClientLimits;
import dev.millrace.upstream.ResolveUpstream;
import dev.millrace.upstream.TrustedOrigins;
import dev.millrace.upstream.UpstreamAccess;
import dev.millrace.upstream.UpstreamClient;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LfsClientTest {

    private static final LfsObject OBJECT = new LfsObject(new LfsOid("a".repeat(64)), 1);

    private static final ResolveUpstream RESOLVE = new ResolveUpstream(
            new NoInstallations(),
            new TrustedOrigins(List::of),
            new OutboundAddresses(List.of(), host -> List.of()),
            Clock.systemUTC());

    private final Vertx vertx = Vertx.vertx();
    private final UpstreamClient http = new UpstreamClient(
            vertx,
            TrustedCertificates.with(List.of()),
            new ClientLimits(Duration.ofSeconds(30), Duration.ofSeconds(30), 0, 2, Duration.ZERO),
            Clock.systemUTC());
    private final LfsClient client = new LfsClient(new ObjectMapper(), RESOLVE, http);
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
        http.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        started().stop(0);
    }

    @Test
    void keepsNothingOfObjectsThatItDidNotAskFor() throws IOException {
        String entry = "{\"oid\": \"%s\", \"actions\": {\"download\": {\"href\": \"http://a.test/\"}}}";
        response = "{\"objects\": [%s, %s]}"
                .formatted(
                        entry.formatted("b".repeat(64)),
                        entry.formatted(OBJECT.oid().value()));

        assertThat(client.list(access(), List.of(OBJECT)))
                .containsOnlyKeys(OBJECT.oid().value());
    } // #9.1

    @Test
    void refusesAListOfFarMoreObjectsThanItAskedFor() {
        response = "{\"objects\": [" + "{},".repeat(5000) + "{}]}";

        assertThatThrownBy(() -> client.list(access(), List.of(OBJECT)))
                .isInstanceOf(LfsRefusal.class)
                .hasMessage("the LFS server of the upstream lists more than 1001 objects, the request names 1");
    } // #9.1

    private HttpServer started() {
        return java.util.Objects.requireNonNull(server);
    }

    private UpstreamAccess access() {
        InetSocketAddress address = started().getAddress();
        return UpstreamAccess.of(
                "forge.test/r",
                URI.create("http://127.0.0.1:%d/r.git".formatted(address.getPort())),
                List.of(address.getAddress()),
                Optional.empty());
    }

    /** The App is installed nowhere. */
    private static final class NoInstallations implements InstallationTokens {

        @Override
        public InstallationToken token(ForgeInstallation installation) {
            throw new UnsupportedOperationException("no token is needed here");
        }

        @Override
        public InstallationToken replace(ForgeInstallation installation, InstallationToken refused) {
            return token(installation);
        }

        @Override
        public void forget(ForgeInstallation installation) {
            // there is none
        }

        @Override
        public void forgetAll() {
            // there is none
        }
    }
}
