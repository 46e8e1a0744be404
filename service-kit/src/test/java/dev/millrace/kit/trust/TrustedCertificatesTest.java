package dev.millrace.kit.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.millrace.testing.TestCertificate;
import dev.millrace.testing.TestForge;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedCertificatesTest {

    private static final TestCertificate LOCALHOST = TestCertificate.of("localhost");
    private static final TestCertificate OTHER = TestCertificate.of("other.test");

    private static HttpServer server;
    private static HttpServer misnamed;

    @TempDir
    Path folder;

    @BeforeAll
    static void listen() throws IOException {
        server = TestForge.listen(exchange -> TestForge.send(exchange, 200, "hello"), LOCALHOST.server());
        misnamed = TestForge.listen(exchange -> TestForge.send(exchange, 200, "hello"), OTHER.server());
    }

    @AfterAll
    static void stop() {
        server.stop(0);
        misnamed.stop(0);
    }

    @Test
    void trustsWhatTheOperatorAdds() throws Exception { // #9.17
        assertThat(status(TrustedCertificates.with(List.of(LOCALHOST.pem())), server))
                .isEqualTo(200);
        assertThatThrownBy(() -> status(TrustedCertificates.with(List.of()), server))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void stillChecksTheName() {
        var trusted = TrustedCertificates.with(List.of(OTHER.pem()));

        assertThatThrownBy(() -> status(trusted, misnamed)).isInstanceOf(SSLException.class);
    }

    @Test
    void readsAllFilesOfAFolder() throws Exception {
        Files.copy(OTHER.pem(), folder.resolve("a.pem"));
        Files.copy(LOCALHOST.pem(), folder.resolve("b.crt"));
        Files.writeString(folder.resolve("README"), "no certificate");

        assertThat(status(TrustedCertificates.with(List.of(folder)), server)).isEqualTo(200);
    }

    @Test
    void keepsThoseOfTheRuntime() {
        int before = TrustedCertificates.with(List.of()).trustManager().getAcceptedIssuers().length;

        var more = TrustedCertificates.with(List.of(LOCALHOST.pem(), OTHER.pem()));

        assertThat(before).isPositive();
        assertThat(Arrays.asList(more.trustManager().getAcceptedIssuers())).hasSize(before + 2);
    }

    @Test
    void reportsWhichFileIsOfNoUse() throws IOException {
        Path text = Files.writeString(folder.resolve("text.pem"), "hello");
        Path empty = Files.createDirectory(folder.resolve("empty"));

        for (Path wrong : List.of(folder.resolve("missing.pem"), text, empty)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TrustedCertificates.with(List.of(wrong)))
                    .withMessageContaining("millrace.outbound.trust-certificates")
                    .withMessageContaining(wrong.toString());
        }
    }

    private static int status(TrustedCertificates trusted, HttpServer server) throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(trusted.context()).build()) {
            URI address = URI.create("https://localhost:" + server.getAddress().getPort());
            return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
