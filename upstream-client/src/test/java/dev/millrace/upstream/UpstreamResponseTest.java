package dev.millrace.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.millrace.forge.ForgeCredential;
import dev.millrace.testing.TestForge;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class UpstreamResponseTest {

    private TestUpstream upstream;
    private String type = "application/json";
    private String body = "";
    private Optional<String> retryAfter = Optional.empty();
    private Optional<String> location = Optional.empty();

    @BeforeEach
    void listen() throws IOException {
        upstream = new TestUpstream(this::answer);
    }

    @AfterEach
    void stop() {
        upstream.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        retryAfter.ifPresent(value -> exchange.getResponseHeaders().set("Retry-After", value));
        location.ifPresent(value -> exchange.getResponseHeaders().set("Location", value));
        exchange.getResponseHeaders().set("Content-Type", type);
        TestForge.send(
                exchange, Integer.parseInt(exchange.getRequestURI().getPath().substring(1)), body);
    }

    static Stream<Arguments> statuses() {
        return Stream.of(
                Arguments.of(302, UpstreamFailure.UnexpectedResponse.class, "a redirect that is not followed"),
                Arguments.of(400, UpstreamFailure.RequestRejected.class, "returned status 400"),
                Arguments.of(401, UpstreamFailure.CredentialRejected.class, "does not accept the user name 'bot'"),
                Arguments.of(403, UpstreamFailure.AccessDenied.class, "denies access to the user name 'bot'"),
                Arguments.of(404, UpstreamFailure.NotFound.class, "does not exist, or it is private"),
                Arguments.of(410, UpstreamFailure.NotFound.class, "does not exist, or it is private"),
                Arguments.of(451, UpstreamFailure.NotFound.class, "does not exist, or it is private"),
                Arguments.of(413, UpstreamFailure.RequestRejected.class, "takes no push of this size"),
                Arguments.of(
                        429,
                        UpstreamFailure.RateLimited.class,
                        "reports that requests are sent too often: retry in 60 s"),
                Arguments.of(500, UpstreamFailure.ServerError.class, "returned status 500"),
                Arguments.of(503, UpstreamFailure.ServerError.class, "returned status 503"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("statuses")
    void namesWhatAStatusMeans(int status, Class<? extends UpstreamFailure> expected, String message)
            throws IOException {
        UpstreamFailure failure = failure(status, Optional.of(TestUpstream.CREDENTIAL));

        assertThat(failure).isInstanceOf(expected);
        assertThat(failure.message()).startsWith("forge.test/r ").contains(message);
    }

    @Test
    void distinguishesAMissingCredentialFromARejectedOne() throws IOException {
        assertThat(failure(401, Optional.empty()))
                .isEqualTo(
                        new UpstreamFailure.CredentialRejected("forge.test/r requires a user name and password (401)"));
    }

    @Test
    void returnsHowLongALimitLasts() throws IOException {
        retryAfter = Optional.of("17");

        assertThat(failure(503, Optional.empty()))
                .isEqualTo(new UpstreamFailure.RateLimited(
                        "forge.test/r reports that requests are sent too often: retry in 17 s",
                        Duration.ofSeconds(17)));
    }

    @Test
    void showsPlainTextOnOneLineAndNoOtherBody() throws IOException {
        type = "text/plain; charset=utf-8";
        body = "branch is\n\u001b[31mprotected\u0007";
        assertThat(failure(403, Optional.empty()).message()).endsWith("(403): branch is [31mprotected");

        type = "application/octet-stream";
        assertThat(failure(403, Optional.empty()).message()).endsWith("(403)");
    }

    @Test
    void recognizesAWebPage() throws IOException {
        type = "text/html";
        body = "<html><title>Sign in</title></html>";
        try (UpstreamCall call = upstream.get(upstream.access(Optional.empty()), "/200")) {
            assertThat(call.response().notGit("application/x-git-upload-pack-advertisement"))
                    .isInstanceOf(UpstreamFailure.UnexpectedResponse.class)
                    .satisfies(failure -> assertThat(failure.message())
                            .contains("no Git server answered for forge.test/r but a web page ('Sign in')"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "301, /b/r.git/info/refs?service=x, http://forge.invalid:PORT/b/r.git",
        "307, https://other.test/r/info/refs, https://other.test/r",
        "302, /login,",
        "301, https://user:pw@other.test/r/info/refs,",
        "301, http://[/info/refs,",
        "200, /b/r.git/info/refs,"
    })
    void returnsWhereARepositoryMovedTo(int status, String target, @Nullable String expected) throws IOException {
        location = Optional.of(target);
        try (UpstreamCall call = upstream.get(upstream.access(Optional.empty()), "/" + status)) {
            assertThat(call.response().movedTo(upstream.address("/r.git/info/refs"), "/info/refs"))
                    .isEqualTo(Optional.ofNullable(expected)
                            .map(address -> URI.create(address.replace("PORT", Integer.toString(upstream.port())))));
        }
    }

    private UpstreamFailure failure(int status, Optional<ForgeCredential> credential) throws IOException {
        try (UpstreamCall call = upstream.get(upstream.access(credential), "/" + status)) {
            assertThat(call.response().status()).isEqualTo(status);
            return call.response().failure();
        }
    }
}
