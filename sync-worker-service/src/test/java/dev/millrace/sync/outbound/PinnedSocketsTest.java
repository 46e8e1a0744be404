package dev.millrace.sync.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.JDKHttpConnectionFactory;
import org.junit.jupiter.api.Test;

class PinnedSocketsTest {

    private final InetAddress checked = InetAddress.getLoopbackAddress();
    private final PinnedSockets sockets =
            new PinnedSockets((SSLSocketFactory) SSLSocketFactory.getDefault(), List.of(checked));

    @Test
    void goesToTheCheckedAddressWhateverTheNameLeadsTo() throws IOException {
        try (var server = new ServerSocket(0, 1, checked);
                Socket socket = sockets.createSocket()) {
            socket.connect(InetSocketAddress.createUnresolved("elsewhere.invalid", server.getLocalPort()), 2_000);

            assertThat(socket.getInetAddress()).isEqualTo(checked);
            assertThat(socket.getPort()).isEqualTo(server.getLocalPort());
        }
    }

    @Test
    void connectsToItThroughJgitsConnection() throws Exception {
        var touched = new CompletableFuture<Boolean>();
        try (var server = new ServerSocket(0, 1, checked)) {
            Thread.ofVirtual().start(() -> {
                try (Socket client = server.accept()) {
                    // the first byte of a TLS handshake
                    touched.complete(client.getInputStream().read() == 22);
                } catch (IOException e) {
                    touched.completeExceptionally(e);
                }
            });
            URI upstream = URI.create("https://elsewhere.invalid:" + server.getLocalPort() + "/x.git/info/refs");
            HttpConnection connection = new JDKHttpConnectionFactory()
                    .create(
                            PinnedUrls.of(upstream.toURL(), List.of(checked), (SSLSocketFactory)
                                    SSLSocketFactory.getDefault()),
                            Proxy.NO_PROXY);
            connection.setConnectTimeout(2_000);
            connection.setReadTimeout(2_000);

            assertThatThrownBy(connection::getResponseCode).isInstanceOf(IOException.class);
            assertThat(touched.get(5, TimeUnit.SECONDS)).isTrue();
        }
    }
}
