package dev.millrace.webhook.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestKeys;
import dev.millrace.webhook.access.LookupOutcome.Forbidden;
import dev.millrace.webhook.access.LookupOutcome.Found;
import dev.millrace.webhook.access.LookupOutcome.Missing;
import dev.millrace.webhook.access.LookupOutcome.Unauthenticated;
import dev.millrace.webhook.access.LookupOutcome.Unavailable;
import dev.millrace.webhook.delivery.Receiver;
import dev.millrace.webhook.delivery.Receiver.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.KeyPair;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryClientTest {

    private final KeyPair keys = TestKeys.ec();
    private final String team = "team-" + UUID.randomUUID();
    private final RepositoryClient client = new RepositoryClient(URI.create(FakeGitHttp.url() + "/"));

    @Test
    void findsByNameAndById() {
        UUID id = FakeGitHttp.add(team, "acme/ünder score+plus");
        var found = new Found(new KnownRepository(id, "acme/ünder score+plus"));

        assertThat(client.find(token("org"), "acme/ünder score+plus")).isEqualTo(found);
        assertThat(client.find(token("org"), id.toString())).isEqualTo(found);
        assertThat(client.find(token(id.toString()), "acme/ünder score+plus")).isEqualTo(found);
    }

    @Test
    void returnsWhyACallerIsRejected() {
        FakeGitHttp.add(team, "acme/widgets");

        assertThat(client.find(token("acme/gadgets"), "acme/widgets"))
                .isEqualTo(new Forbidden("other_repository", "the token is for acme/gadgets"));
        assertThat(client.find(token("org"), "acme/none")).isEqualTo(new Missing("there is no acme/none"));
    }

    @Test
    void returnsThatGitHttpDoesNotAcceptTheToken() {
        try (Receiver gitHttp = Receiver.start()) {
            gitHttp.otherwise(request -> Answer.of(401, "{\"code\":\"token_rejected\",\"error\":\"unknown key\"}"));

            assertThat(new RepositoryClient(gitHttp.url("")).find(token("org"), "acme/widgets"))
                    .isEqualTo(new Unauthenticated("token_rejected", "unknown key"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a\u0000b", "a\r\nHost: b"})
    void asksForNoNameThatAPathCannotHold(String name) {
        assertThat(client.find(token("org"), name)).isInstanceOf(Missing.class);
    }

    @Test
    void asksForNoNameThatIsTooLong() {
        assertThat(client.find(token("org"), "ü".repeat(128))).isInstanceOf(Missing.class);
    }

    @ParameterizedTest
    @CsvSource({
        "500, {}",
        "502, <html>bad gateway</html>",
        "404, <html>not found</html>",
        "404, {}",
        "302, {}",
        "429, {\"code\":\"busy\"}",
        "200, {}",
        "200, {\"repo_id\":\"1\"}",
        "200, ''"
    })
    void mistakesNoOtherResponseForARepository(int status, String body) {
        try (Receiver other = Receiver.start()) {
            other.otherwise(request -> Answer.of(status, body));

            assertThat(new RepositoryClient(other.url("")).find(token("org"), "acme/widgets"))
                    .isInstanceOf(Unavailable.class);
        }
    }

    @Test
    void reportsThatGitHttpIsUnavailable() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }

        assertThat(new RepositoryClient(URI.create("http://127.0.0.1:" + port)).find(token("org"), "acme/widgets"))
                .isInstanceOf(Unavailable.class);
    }

    private String token(String repository) {
        return "Bearer "
                + TestKeys.sign(
                        keys, TestKeys.claims(team, repository, Instant.now().plusSeconds(60), "repo:write"));
    }
}
