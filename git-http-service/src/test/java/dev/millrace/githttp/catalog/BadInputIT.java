package dev.millrace.githttp.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.githttp.RawHttp;
import dev.millrace.githttp.RawHttp.Answer;
import dev.millrace.githttp.Team;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Input to which no API may respond with 404 or 500. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
class BadInputIT {

    private static final byte[] LONG = new byte[3_000_000];
    private static final byte[] LONG_CHUNK =
            ("200000\r\n" + " ".repeat(0x200000) + "\r\n0\r\n\r\n").getBytes(StandardCharsets.US_ASCII);

    private static final String DEEP = "[".repeat(1500) + "]".repeat(1500);

    private Team team;

    @BeforeEach
    void createRepository() {
        team = Team.registered().create("acme/widgets");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/repos", "/api/repos"})
    void namesAQueryParameterOfTheWrongKind(String path) {
        for (String limit : new String[] {"x", "1e3", "99999999999999999999"}) {
            Response answer = all().queryParam("limit", limit).get(path);

            assertThat(answer.statusCode()).as(limit).isEqualTo(400);
            assertThat(answer.path("error").toString()).contains("limit").contains(limit);
        }
    } // #9.15

    @Test
    void stillAnswers404WhereThereIsNothing() {
        assertThat(all().queryParam("limit", "x").get("/api/v1/nothing").statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/repos",
                "/api/v1/repos/git-credentials",
                "/api/v1/repos/pull-upstream",
                "/acme/widgets.git/info/lfs/objects/batch",
                "/acme/widgets.git/info/lfs/locks"
            })
    void refusesJsonThatIsNestedTooDeeply(String path) {
        for (String body : new String[] {
            DEEP, "{\"base_repo\":" + DEEP + "}", "{\"unknown\":" + DEEP + "}", "{\"name\":" + DEEP + "}"
        }) {
            Response answer = all().body(body).post(path);

            assertThat(answer.statusCode()).as(path + " " + answer.asString()).isIn(400, 422);
        }
    } // #9.15

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/repos/file?path=PATH",
                "/api/v1/repos/file?path=a&ref=PATH",
                "/api/v1/repos?q=PATH",
                "/api/v1/repos?cursor=PATH",
                "/acme/widgets.git/info/lfs/locks?path=PATH",
                "/acme/widgets.git/info/lfs/locks?cursor=PATH",
                "/acme/widgets.git/info/lfs/locks?id=PATH"
            })
    void failsOnNoTextHoweverOdd(String target) {
        for (String value : new String[] {"a".repeat(1000), "a%00b", "%F0%9F%98%80", "%FF", "..%2F..", "'"}) {
            Answer answer = RawHttp.get(target.replace("PATH", value), bearer());

            assertThat(answer.status())
                    .as(value + " " + answer.body())
                    .isLessThan(500)
                    .isPositive();
        }
    } // #9.15

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/repos", "/api/v1/repos/git-credentials"})
    void refusesALongBodyBeforeItIsRead(String path) {
        Map<String, String> sized = bearer();
        sized.put("Content-Type", "application/json");
        Map<String, String> chunked = new TreeMap<>(sized);
        chunked.put("Transfer-Encoding", "chunked");

        assertThat(RawHttp.send("POST", path, sized, LONG).status()).isEqualTo(413);
        assertThat(RawHttp.send("POST", path, chunked, LONG_CHUNK).status()).isEqualTo(413);
    } // #9.4

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/repos", "/api/v1/repos/git-credentials"})
    void refusesACallerBeforeItsBodyIsRead(String path) {
        Map<String, String> sized = Map.of("Content-Type", "application/json");
        Map<String, String> chunked = Map.of("Content-Type", "application/json", "Transfer-Encoding", "chunked");

        assertThat(RawHttp.send("POST", path, sized, LONG).status()).isEqualTo(401);
        assertThat(RawHttp.send("POST", path, chunked, LONG_CHUNK).status()).isEqualTo(401);
    } // #9.4

    @Test
    void refusesTwoDifferentCredentials() {
        Map<String, String> headers = bearer();
        headers.put("authorization", "Bearer other");

        assertThat(RawHttp.get("/acme/widgets.git/info/refs?service=git-upload-pack", headers)
                        .status())
                .isEqualTo(400);
        assertThat(RawHttp.get("/api/v1/repos", headers).status()).isEqualTo(400);
        assertThat(RawHttp.get("/acme/widgets.git/info/lfs/locks", headers).status())
                .isEqualTo(400);
    } // #9.15

    private io.restassured.specification.RequestSpecification all() {
        return team.as(token());
    }

    private Map<String, String> bearer() {
        return new TreeMap<>(Map.of("Authorization", "Bearer " + token()));
    }

    private String token() {
        return team.token("acme/widgets", "git:write", "repo:write", "org:read");
    }
}
