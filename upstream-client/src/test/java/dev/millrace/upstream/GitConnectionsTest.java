package dev.millrace.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.millrace.testing.TestForge;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitConnectionsTest {

    private static final String TYPE = "application/x-git-upload-pack-advertisement";
    private static final String ID = "a".repeat(40);

    @Test
    void readsRefsWherePermanentRedirectsLead() throws Exception {
        try (var upstream = new TestUpstream(exchange -> {
                    if (exchange.getRequestURI().getPath().startsWith("/r.git")) {
                        exchange.getResponseHeaders().set("Location", "/renamed.git/info/refs?service=git-upload-pack");
                        TestForge.send(exchange, 301, "");
                    } else {
                        advertise(exchange, "agent=git/2");
                    }
                });
                var connections =
                        new GitConnections(upstream.client, upstream.access(Optional.empty()), list -> list)) {
            try (FetchConnection connection = open(upstream, connections)) {
                assertThat(connection.getRef("refs/heads/main").getObjectId().name())
                        .isEqualTo(ID);
            }

            assertThat(connections.movedTo()).contains(upstream.address("/renamed.git"));
            assertThat(connections.failure()).isEmpty();
            assertThat(connections.isSha256()).isFalse();
        }
    }

    @Test
    void recognizesAnUpstreamWithSha256() throws IOException {
        try (var upstream = new TestUpstream(exchange -> advertise(exchange, "object-format=sha256"));
                var connections =
                        new GitConnections(upstream.client, upstream.access(Optional.empty()), list -> list)) {
            HttpConnection connection =
                    connections.create(upstream.address("/r.git/info/refs").toURL());
            connection.getInputStream().close();

            assertThat(connections.isSha256()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void filtersAListOfRefsThatACompressedRequestAsksFor(boolean isCompressed) throws IOException {
        var requests = new ByteArrayOutputStream();
        try (OutputStream body = isCompressed ? new GZIPOutputStream(requests) : requests) {
            body.write("0014command=ls-refs\n0000".getBytes(StandardCharsets.US_ASCII));
        }
        try (var upstream = new TestUpstream(
                        exchange -> TestUpstream.send(exchange, 200, "application/x-git-upload-pack-result", "0000"));
                var connections = new GitConnections(
                        upstream.client,
                        upstream.access(Optional.empty()),
                        list -> new ByteArrayInputStream("filtered".getBytes(StandardCharsets.US_ASCII)))) {
            HttpConnection connection = connections.create(
                    upstream.address("/r.git/git-upload-pack").toURL());
            connection.setRequestMethod("POST");
            if (isCompressed) {
                connection.setRequestProperty("Content-Encoding", "gzip");
            }
            try (OutputStream out = connection.getOutputStream()) {
                requests.writeTo(out);
            }

            assertThat(connection.getInputStream()).hasContent("filtered");
        }
    }

    @Test
    void sendsALongBodyInChunks() throws IOException {
        var length = new AtomicReference<String>();
        var received = new AtomicReference<>(0);
        try (var upstream = new TestUpstream(exchange -> {
                    length.set(String.valueOf(exchange.getRequestHeaders().getFirst("Content-Length")));
                    received.set(exchange.getRequestBody().readAllBytes().length);
                    TestForge.send(exchange, 200, "");
                });
                var connections =
                        new GitConnections(upstream.client, upstream.access(Optional.empty()), list -> list)) {
            for (int size : new int[] {1000, 3 << 20}) {
                HttpConnection connection = connections.create(
                        upstream.address("/r.git/git-upload-pack").toURL());
                connection.setRequestMethod("POST");
                try (OutputStream out = connection.getOutputStream()) {
                    for (int written = 0; written < size; written += 1000) {
                        out.write(new byte[Math.min(1000, size - written)]);
                    }
                }

                assertThat(connection.getResponseCode()).isEqualTo(200);
                assertThat(received.get()).isEqualTo(size);
                assertThat(length.get()).isEqualTo(size == 1000 ? "1000" : "null");
            }
        }
    }

    private static FetchConnection open(TestUpstream upstream, GitConnections connections)
            throws IOException, URISyntaxException {
        var local = new InMemoryRepository(new DfsRepositoryDescription("local"));
        var transport = (TransportHttp)
                Transport.open(local, new URIish(upstream.address("/r.git").toString()));
        transport.setHttpConnectionFactory(connections);
        return transport.openFetch();
    }

    private static void advertise(HttpExchange exchange, String capability) throws IOException {
        String ref = "%s refs/heads/main\0%s\n".formatted(ID, capability);
        TestUpstream.send(
                exchange, 200, TYPE, "001e# service=git-upload-pack\n0000%04x%s0000".formatted(ref.length() + 4, ref));
    }
}
