package dev.millrace.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Platform;
import dev.millrace.webhook.access.FakeGitHttp;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Input that the API may answer with neither 500 nor, where the path exists, 404. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeGitHttp.class)
class BadInputIT {

    private static final String DEEP = "[".repeat(1500) + "]".repeat(1500);

    private Team team;
    private String token;

    @BeforeEach
    void register() {
        team = Team.registered().create("acme/widgets");
        token = team.token("org", "repo:write");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1e3", "99999999999999999999"})
    void namesAQueryParameterOfTheWrongKind(String limit) {
        Response response = team.as(token).queryParam("limit", limit).get("/api/v1/webhooks");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.path("error").toString()).contains("limit").contains(limit);
    } // #9.15

    @ParameterizedTest
    @ValueSource(strings = {"%s", "{\"url\":%s}", "{\"unknown\":%s}", "{\"events\":%s}"})
    void refusesJsonThatIsNestedTooDeeply(String body) {
        Response response = team.as(token).body(body.formatted(DEEP)).post("/api/v1/webhooks");

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(400);
    } // #9.15

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/webhooks?cursor=", "/api/v1/webhooks?repository="})
    void failsOnNoTextHoweverOdd(String target) {
        for (String value :
                new String[] {"a".repeat(1000), "a%00b", "%F0%9F%98%80", "%FF", "..%2F..", "..", ".", "'", "%252F", ""
                }) {
            Response response = team.as(token).urlEncodingEnabled(false).get(target + value);

            assertThat(response.statusCode())
                    .as(value + " " + response.asString())
                    .isLessThan(500);
        }
    } // #9.15

    @Test
    void refusesALongBodyBeforeItIsRead() throws IOException {
        assertThat(statusOfALongBody("Authorization: Bearer " + token)).startsWith("HTTP/1.1 413");
    } // #9.4

    @Test
    void refusesACallerBeforeItsBodyIsRead() throws IOException {
        assertThat(statusOfALongBody("X-Without: a token")).startsWith("HTTP/1.1 401");
    } // #9.4

    private static String statusOfALongBody(String header) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("""
                            POST /api/v1/webhooks HTTP/1.1\r
                            Host: localhost\r
                            Content-Type: application/json\r
                            %s\r
                            Content-Length: 3000000\r
                            \r
                            """.formatted(header).getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }
}
