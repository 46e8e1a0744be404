package dev.millrace.gateway.mcp;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.gateway.TestPeople;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server for coding agents, with services that report what reached them. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class AgentIT {

    private static final String VERSION = "2025-06-18";

    private static String token = "";

    @BeforeEach
    void joinATeam() {
        if (token.isEmpty()) {
            token = TestPeople.join(TestPeople.team(), "owner").token();
        }
    }

    @Test
    void introducesItselfWithoutASession() {
        send(
                        "",
                        "initialize",
                        Map.of(
                                "protocolVersion", VERSION,
                                "capabilities", Map.of(),
                                "clientInfo", Map.of("name", "test", "version", "1")))
                .statusCode(200)
                .header("Mcp-Session-Id", nullValue())
                .body("result.serverInfo.name", equalTo("millrace"))
                .body("result.protocolVersion", equalTo(VERSION))
                .body("result.instructions", containsString("next_cursor"));
    }

    @Test
    void listsTheToolsThatTheAddressChooses() {
        send("", "tools/list", Map.of()).body("result.tools.name", hasItems("read_file", "commit_files", "get_build"));
        send("?tools=read,write&read_only=true", "tools/list", Map.of())
                .body("result.tools.name", hasItems("read_file", "search_text"))
                .body("result.tools.name", not(hasItems("commit_files")))
                .body("result.tools.name", not(hasItems("get_build")))
                .body("result.tools.annotations.readOnlyHint.unique()", equalTo(List.of(true)));
    }

    @Test
    void callsTheServiceWithTheTokenOfItsCaller() {
        JsonPath echoed =
                echoed(call("", "list_commits", Map.of("repository", "acme/widgets", "ref", "a b", "limit", 3)));

        assertThat(echoed.getString("uri")).isEqualTo("/api/repos/acme%2Fwidgets/commits?limit=3&ref=a+b");
        assertThat(echoed.getString("upstream")).isEqualTo("git-http");
        assertThat(echoed.getString("headers.authorization")).isEqualTo("Bearer " + token);
        assertThat(echoed.getString("headers.'x-millrace-gateway'")).startsWith("eyJ");
        assertThat(echoed.getString("headers.'x-forwarded-for'")).isEqualTo("127.0.0.1");
    }

    @Test
    void sendsACommitAsTheApiStreamsIt() {
        JsonPath echoed = echoed(call(
                "?repository=acme/widgets",
                "commit_files",
                Map.of(
                        "branch", "main",
                        "message", "m",
                        "author_name", "Ann",
                        "author_email", "ann@example.com",
                        "files", List.of(Map.of("path", "a.txt", "content", "x")))));

        assertThat(echoed.getString("method")).isEqualTo("POST");
        assertThat(echoed.getString("uri")).isEqualTo("/api/repos/acme%2Fwidgets/commit-pack");
        assertThat(echoed.getString("headers.'content-type'")).isEqualTo("application/x-ndjson");
        assertThat(echoed.getInt("bytes")).isPositive();
    }

    @Test
    void callsNoToolThatTheAddressLeavesOut() {
        call("?read_only=true", "delete_branch", Map.of("repository", "acme/widgets", "name", "x"))
                .body("error.message", containsString("delete_branch"));
    }

    @Test
    void tellsTheModelWhatIsWrong() {
        call("", "list_commits", Map.of())
                .body("result.isError", equalTo(true))
                .body("result.content[0].text", containsString("'repository' is needed"));
        call("", "read_file", Map.of("repository", "acme/widgets", "path", "x", "line", 1))
                .body("result.content[0].text", equalTo("there is no argument 'line'"));
        call("", "get_build", Map.of("build", "../x"))
                .body("result.content[0].text", containsString("is not the id of a build"));
    }

    @Test
    void needsAToken() {
        for (String sent : List.of("Bearer nothing", "Basic eDp5", "")) {
            given().header("Authorization", sent)
                    .header("Accept", "application/json, text/event-stream")
                    .contentType("application/json")
                    .body(Map.of("jsonrpc", "2.0", "id", "text", "method", "tools/list"))
                    .post("/mcp")
                    .then()
                    .statusCode(401)
                    .header("WWW-Authenticate", containsString("Bearer"));
        }
    }

    @Test
    void refusesWhatItDoesNotOffer() {
        given().header("Accept", "text/event-stream")
                .get("/mcp")
                .then()
                .statusCode(405)
                .header("Allow", "POST");
        given().delete("/mcp").then().statusCode(405);
        given().get("/mcp/sse").then().statusCode(404);
        given().post("/mcp/messages/1").then().statusCode(404);
        send("?tools=nothing", "tools/list", Map.of()).statusCode(400).body("error", containsString("nothing"));
    }

    private static ValidatableResponse call(String query, String tool, Map<String, ?> arguments) {
        return send(query, "tools/call", Map.of("name", tool, "arguments", arguments));
    }

    private static JsonPath echoed(ValidatableResponse response) {
        String text = response.statusCode(200)
                .body("result.isError", not(equalTo(true)))
                .extract()
                .path("result.content[0].text");
        return JsonPath.from(text);
    }

    private static ValidatableResponse send(String query, String method, Map<String, ?> parameters) {
        return TestPeople.with(token)
                .header("Accept", "application/json, text/event-stream")
                .header("Mcp-Protocol-Version", VERSION)
                .body(Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", parameters))
                .post("/mcp" + query)
                .then();
    }
}
