package dev.millrace.standalone.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.standalone.process.StartFailed;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessMainTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);
    private static final String REQUEST = "protocol=http\nhost=localhost:%d\npath=acme/widgets.git\n\n";

    @TempDir
    Path data;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> requests = new ArrayList<>();
    private final Map<String, String> answers = new HashMap<>();
    private HttpServer gateway;

    @BeforeEach
    void startAGateway() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/", this::answer);
        gateway.start();
        Files.createDirectories(data.resolve("run"));
        Files.createDirectories(data.resolve("keys"));
        Files.writeString(
                data.resolve("run/platform.properties"),
                "gateway-url=http://127.0.0.1:%d\npublic-url=https://git.example.org\n".formatted(port()));
        Files.writeString(data.resolve("keys/administrator-token"), "mra_x\n");
    }

    @AfterEach
    void stop() {
        gateway.stop(0);
    }

    @Test
    void addsATeamWithAKeyThatOnlyItsOwnerCanRead() throws IOException { // #9.34
        run("", "team", "add", "acme");

        Path key = data.resolve("keys/teams/acme.pem");
        assertThat(Files.getPosixFilePermissions(key)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(key.getParent()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(requests)
                .satisfiesExactly(
                        team -> assertThat(team).isEqualTo("POST /api/teams Bearer mra_x {\"slug\":\"acme\"}"),
                        sent -> assertThat(sent)
                                .startsWith(
                                        "POST /api/teams/acme/keys Bearer mra_x {\"publicKeyPem\":\"-----BEGIN PUBLIC"));
        assertThat(printed()).contains("The team 'acme' is made").doesNotContain("PRIVATE KEY");
    }

    @Test
    void keepsTheKeyWhenATeamIsAddedAgain() throws IOException { // #9.34
        run("", "team", "add", "acme");
        String key = Files.readString(data.resolve("keys/teams/acme.pem"));

        run("", "team", "add", "acme");

        assertThat(data.resolve("keys/teams/acme.pem")).content().isEqualTo(key);
        assertThat(requests.get(3)).isEqualTo(requests.get(1));
    }

    /** The private half is written first, so a crash leaves this state. */
    @Test
    void makesANewKeyWhereOnlyTheHalfOfOneWasWritten() throws IOException { // #9.34
        Path folder = Files.createDirectories(data.resolve("keys/teams"));
        Files.writeString(folder.resolve("acme.pem"), "-----BEGIN PRIVATE KEY-----\n");

        assertThatThrownBy(() -> run("", "token", "--repo", "acme/widgets", "--scope", "git:read"))
                .isInstanceOf(StartFailed.class)
                .hasMessageContaining("the teams with a key here are: ;");
        assertThatThrownBy(() -> run("", "token", "--repo", "acme/widgets", "--scope", "git:read", "--team", "acme"))
                .isInstanceOf(StartFailed.class)
                .hasMessageContaining("there is no key of the team 'acme'");
        run("", "team", "add", "acme");
        printed.reset();
        run("", "token", "--repo", "acme/widgets", "--scope", "git:read");

        assertThat(claims(printed().strip()).path("iss").asText()).isEqualTo("acme");
        assertThat(requests.getLast()).contains("BEGIN PUBLIC KEY");
    }

    @Test
    void sendsTheTokenOfThisPlatformToNoOther() { // #9.34
        environment.put("MILLRACE_URL", "http://127.0.0.1:" + port());

        assertThatThrownBy(() -> run("", "team", "add", "acme"))
                .isInstanceOf(StartFailed.class)
                .hasMessage("MILLRACE_URL is set, so set MILLRACE_ADMINISTRATOR_TOKEN, too");
        assertThat(requests).isEmpty();

        environment.put("MILLRACE_ADMINISTRATOR_TOKEN", "mra_other");
        run("", "team", "add", "acme");
        assertThat(requests)
                .hasSize(2)
                .allSatisfy(request -> assertThat(request).contains(" Bearer mra_other "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://a b",
                "millrace.example.org",
                "localhost:8080",
                "ftp://millrace.example.org",
                "https://",
                "https://bot:s3cret@millrace.example.org",
                "https://millrace.example.org?x=1"
            })
    void rejectsAnAddressOfAnotherPlatformThatIsNone(String address) {
        environment.put("MILLRACE_URL", address);

        for (var command : List.of(List.of("team", "add", "acme"), List.of("credential", "get"))) {
            assertThatThrownBy(() -> run(REQUEST.formatted(port()), command.toArray(String[]::new)))
                    .isInstanceOf(StartFailed.class)
                    .hasMessageContaining("MILLRACE_URL must be an http or https address")
                    .hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void linksAnInstallation() { // #9.34
        run("", "team", "link", "acme", "4711");

        assertThat(requests).containsExactly("PUT /api/teams/acme/installations/4711 Bearer mra_x ");
    }

    @Test
    void printsATokenAndNothingElse() throws IOException { // #9.34
        run("", "team", "add", "acme");
        printed.reset();

        run("", "token", "--repo", "acme/widgets", "--scope", "git:read", "--for", "8h");

        String token = printed().strip();
        JsonNode claims = claims(token);
        assertThat(token).matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
        assertThat(claims.path("iss").asText()).isEqualTo("acme");
        assertThat(claims.path("repo").asText()).isEqualTo("acme/widgets");
        assertThat(claims.path("scopes").toString()).isEqualTo("[\"git:read\"]");
        assertThat(claims.path("exp").asLong()).isEqualTo(CLOCK.instant().getEpochSecond() + 8 * 3600);
    }

    @Test
    void rejectsWhatATokenCannotSay() { // #9.34
        run("", "team", "add", "acme");

        assertThatThrownBy(() -> run("", "token", "--repo", "a/b", "--scope", "git:raed"))
                .isInstanceOf(StartFailed.class)
                .hasMessageContaining("there is no scope 'git:raed'");
        assertThatThrownBy(() -> run("", "token", "--repo", "a/b")).hasMessageContaining("--scope is missing");
        assertThatThrownBy(() -> run("", "token", "--scope", "git:read")).hasMessageContaining("--repo is missing");
        assertThatThrownBy(() -> run("", "token", "--repo", "a/b", "--scope", "git:read", "--for", "8"))
                .hasMessageContaining("--for is '8'");
        assertThatThrownBy(() -> run("", "token", "--repo", "a/b", "--scope", "git:read", "--team", "other"))
                .hasMessageContaining("no key of the team 'other'");
    }

    @Test
    void createsAndRevokesAccessTokens() {
        run("", "token", "create", "--team", "acme", "--name", "ci", "--scope", "git:read,org:read", "--for", "1h");
        run("", "token", "list", "--team", "acme");
        run("", "token", "revoke", "--team", "acme", "token-00000000-0000-0000-0000-000000000001");

        assertThat(requests)
                .satisfiesExactly(
                        created -> assertThat(created)
                                .startsWith("POST /api/teams/acme/tokens Bearer mra_x {")
                                .contains("\"name\":\"ci\"")
                                .contains("\"scopes\":[\"git:read\",\"org:read\"]")
                                .contains("\"expiresAt\":\"2026-11-20T13:00:00Z\""),
                        listed -> assertThat(listed).isEqualTo("GET /api/teams/acme/tokens?limit=200 Bearer mra_x "),
                        revoked -> assertThat(revoked)
                                .isEqualTo("DELETE /api/teams/acme/tokens/token-00000000-0000-0000-0000-000000000001"
                                        + " Bearer mra_x "));
    }

    @Test
    void rejectsWhatAnAccessTokenCannotSay() {
        assertThatThrownBy(() -> run("", "token", "create", "--team", "acme", "--scope", "git:read"))
                .hasMessageContaining("--name is missing");
        assertThatThrownBy(() -> run("", "token", "list", "--team", "acme", "--name", "ci"))
                .hasMessageContaining("--name");
        assertThatThrownBy(() -> run("", "token", "revoke", "--team", "acme", "../keys/x"))
                .hasMessageContaining("'../keys/x'");
        assertThat(requests).isEmpty();
    }

    @Test
    void setsListsAndDeletesValuesOfTheStores() {
        environment.put("MILLRACE_TOKEN", "mr_own");

        run("line 1\nline 2\r\n", "secrets", "set", "--team", "acme", "DEPLOY_KEY");
        run("", "configs", "set", "REGION", "--team", "acme");
        run("", "secrets", "list", "--team", "acme");
        run("", "configs", "delete", "--team", "acme", "REGION");

        assertThat(requests)
                .containsExactly(
                        "PUT /api/teams/acme/secrets/DEPLOY_KEY Bearer mr_own {\"value\":\"line 1\\nline 2\"}",
                        "PUT /api/teams/acme/configs/REGION Bearer mr_own {\"value\":\"\"}",
                        "GET /api/teams/acme/secrets?limit=100 Bearer mr_own ",
                        "DELETE /api/teams/acme/configs/REGION Bearer mr_own ");
        assertThat(printed()).doesNotContain("line 1");
    }

    @Test
    void usesATokenForTheStoresThatEndsWithTheCommand() {
        run("", "secrets", "list", "--team", "acme");

        assertThat(requests)
                .satisfiesExactly(
                        created -> assertThat(created)
                                .startsWith("POST /api/teams/acme/tokens Bearer mra_x {")
                                .contains("\"scopes\":[\"team:write\"]", "\"role\":\"maintainer\"")
                                .contains("\"expiresAt\":\"2026-11-20T12:05:00Z\""),
                        listed -> assertThat(listed).startsWith("GET /api/teams/acme/secrets?limit=100 Bearer "),
                        revoked -> assertThat(revoked).startsWith("DELETE /api/teams/acme/tokens/"));
    }

    @Test
    void takesTheValueOfASecretFromStandardInputOnly() {
        assertThatThrownBy(() -> run("", "secrets", "set", "--team", "acme", "KEY", "value"))
                .isInstanceOf(StartFailed.class)
                .hasMessageContaining("KEY < VALUE");
        assertThatThrownBy(() -> run("", "secrets", "set", "KEY")).hasMessageContaining("--team SLUG");
        assertThatThrownBy(() -> run("", "secrets", "delete", "--team", "acme", "../configs/A"))
                .hasMessageContaining("is no key");
        assertThatThrownBy(() -> run("x".repeat(200_000), "secrets", "set", "--team", "acme", "KEY"))
                .hasMessageContaining("64 KiB");
        assertThat(requests).isEmpty();
    }

    @Test
    void invitesAndListsMembers() {
        run("", "team", "members", "acme");
        run("", "team", "invite", "acme", "owner");

        assertThat(requests)
                .containsExactly(
                        "GET /api/teams/acme/people Bearer mra_x ",
                        "POST /api/teams/acme/invitations Bearer mra_x {\"role\":\"owner\"}");
    }

    @Test
    void answersGitForARepositoryOfThePlatform() throws IOException { // #9.34
        run("", "team", "add", "acme");
        printed.reset();

        run(REQUEST.formatted(port()), "credential", "get");

        Map<String, String> answer = answer();
        assertThat(answer).containsEntry("username", "t").containsEntry("password_expiry_utc", "1795179600");
        assertThat(claims(answer.get("password")).path("repo").asText()).isEqualTo("acme/widgets");
        assertThat(claims(answer.get("password")).path("scopes").toString()).isEqualTo("[\"git:write\"]");
    }

    @Test
    void answersGitForTheWholeTeamWhereGitDoesNotNameTheRepository() throws IOException { // #9.34
        run("", "team", "add", "acme");
        printed.reset();

        run("protocol=https\nhost=git.example.org\n\n", "credential", "get");

        assertThat(claims(answer().get("password")).path("repo").asText()).isEqualTo("org");
    }

    @Test
    void givesNoTokenToAnotherHostAndStoresNothing() { // #9.34
        run("", "team", "add", "acme");
        printed.reset();

        run("protocol=https\nhost=github.com\npath=acme/widgets.git\n\n", "credential", "get");
        run("protocol=http\nhost=git.example.org\npath=acme/widgets.git\n\n", "credential", "get");
        run(REQUEST.formatted(port()) + "password=x\n", "credential", "store");
        run(REQUEST.formatted(port()), "credential", "erase");

        assertThat(printed()).isEmpty();
    }

    @Test
    void signsWithTheKeyOfTheTeamThatIsCalledLikeTheOwner() throws IOException { // #9.34
        run("", "team", "add", "acme");
        run("", "team", "add", "beta");
        printed.reset();

        run("", "token", "--repo", "beta/tools", "--scope", "git:read");
        assertThat(claims(printed().strip()).path("iss").asText()).isEqualTo("beta");
        assertThatThrownBy(() -> run("", "token", "--repo", "gamma/tools", "--scope", "git:read"))
                .hasMessageContaining("the teams with a key here are: acme, beta");
    }

    private void run(String input, String... arguments) {
        var all = new ArrayList<>(List.of("--data", data.toString()));
        all.addAll(Arrays.asList(arguments));
        AccessMain.run(
                all,
                environment,
                CLOCK,
                new BufferedReader(new StringReader(input)),
                new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private int port() {
        return gateway.getAddress().getPort();
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private Map<String, String> answer() {
        var answer = new HashMap<String, String>();
        printed().lines().forEach(line -> answer.put(line.split("=", 2)[0], line.split("=", 2)[1]));
        return answer;
    }

    private static JsonNode claims(String token) throws IOException {
        return JsonMapper.builder().build().readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    }

    @Test
    void runsAWorkflowAndPrintsItsLogUntilItEnds() throws IOException {
        run("", "team", "add", "acme");
        answers.put(
                "/api/workflows",
                "{\"workflows\": [{\"id\": \"w1\", \"name\": \"deploy\", \"version\": \"1.0.0\","
                        + " \"kind\": \"command\", \"repository\": \"acme/widgets\", \"enabled\": true, \"runs\": 3}]}");
        answers.put("/api/workflows/w1/runs", "{\"id\": \"b1\", \"ref\": \"main\", \"sha\": \"c0ffee\"}");
        answers.put(
                "/api/builds/b1",
                "{\"state\": \"passed\", \"jobs\": [{\"name\": \"deploy\","
                        + " \"startedAt\": \"2026-11-20T12:00:00Z\", \"log\": \"/api/builds/b1/jobs/deploy/log\"}]}");
        answers.put("/api/builds/b1/jobs/deploy/log", "12\n");
        printed.reset();

        run("", "ops", "run", "deploy", "--ref", "main", "--env", "A=b=c", "--", "--force", "a b");

        assertThat(printed())
                .isEqualTo("deploy:1.0.0 runs as build b1 on main at c0ffee\n--- deploy\n12\nBuild b1: passed\n");
        assertThat(requests.get(3))
                .startsWith("POST /api/workflows/w1/runs Bearer ")
                .endsWith(" {\"ref\":\"main\",\"arguments\":[\"--force\",\"a b\"],\"environment\":{\"A\":\"b=c\"}}");
        printed.reset();
        run("", "ops", "list", "--repo", "acme/widgets");
        assertThat(printed()).isEqualTo("acme/widgets  command  deploy:1.0.0  enabled  runs=3  last=never\n");
        assertThat(requests.getLast()).startsWith("GET /api/workflows?limit=100&repository=acme%2Fwidgets ");
        answers.put("/api/builds/b1", "{\"state\": \"failed\", \"jobs\": []}");
        assertThatThrownBy(() -> run("", "ops", "run", "deploy")).hasMessage("build b1 did not pass: failed");
    }

    @Test
    void runsNothingThatIsMissingOrAmbiguous() throws IOException {
        run("", "team", "add", "acme");
        answers.put("/api/workflows", "{\"workflows\": []}");
        assertThatThrownBy(() -> run("", "ops", "run", "deploy")).hasMessageContaining("there is no workflow 'deploy'");
        answers.put(
                "/api/workflows",
                "{\"workflows\": [{\"kind\": \"command\", \"repository\": \"acme/a\"},"
                        + " {\"kind\": \"pipeline\", \"repository\": \"acme/b\"}]}");
        assertThatThrownBy(() -> run("", "ops", "run", "deploy"))
                .hasMessageContaining("'deploy' is ambiguous: command of acme/a, pipeline of acme/b");
        assertThatThrownBy(() -> run("", "ops", "run", "deploy", "--env", "A")).isInstanceOf(StartFailed.class);
        assertThatThrownBy(() -> run("", "ops", "run")).hasMessageContaining("usage:");
        environment.put("MILLRACE_URL", "http://127.0.0.1:" + port());
        assertThatThrownBy(() -> run("", "ops", "list")).hasMessage("MILLRACE_URL is set, so set MILLRACE_TOKEN, too");
    }

    @Test
    void importsEventsOfAFileAndNamesTheLinesThatAreRejected() throws IOException {
        environment.put("MILLRACE_TOKEN", "mr_own");
        Path file =
                Files.writeString(data.resolve("events.csv"), "event_name,repo\ndeployment,acme/widgets\n\"x\n\",y\n");
        answers.put("/api/insights/backfill", "{\"id\": \"i1\"}");
        answers.put(
                "/api/insights/backfill/i1",
                "{\"id\": \"i1\", \"state\": \"done\", \"recorded\": 1, \"rejected\": 1,"
                        + " \"errors\": [{\"line\": 3, \"message\": \"at is missing\"}]}");

        assertThatThrownBy(() -> run("", "insights", "import", file.toString())).hasMessage("1 lines were rejected");

        assertThat(requests.getFirst())
                .isEqualTo(
                        "POST /api/insights/backfill Bearer mr_own event_name,repo\ndeployment,acme/widgets\n\"x\n\",y\n");
        assertThat(printed()).isEqualTo("line 3: at is missing\nfrom line 2 on: done, 1 recorded, 1 rejected\n");
        assertThatThrownBy(() -> run("", "insights", "export")).hasMessageContaining("usage:");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String request = "%s %s %s %s"
                .formatted(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI(),
                        exchange.getRequestHeaders().getFirst("Authorization"),
                        body);
        boolean again = exchange.getRequestURI().getPath().equals("/api/teams") && requests.contains(request);
        requests.add(request);
        String prepared = answers.get(exchange.getRequestURI().getPath());
        if (prepared != null) {
            byte[] bytes = prepared.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Millrace-Log-Complete", "true");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
            return;
        }
        exchange.sendResponseHeaders(again ? 409 : 201, -1);
        exchange.close();
    }
}
