package dev.millrace.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.conformance.checks.ChangeChecks;
import dev.millrace.conformance.observability.Observability;
import dev.millrace.conformance.process.LoggedSecrets;
import dev.millrace.conformance.process.NodeProject;
import dev.millrace.conformance.process.WholePlatform;
import dev.millrace.conformance.route.EveryRoute;
import dev.millrace.standalone.client.JsonClient;
import dev.millrace.standalone.client.SimulatedForge;
import dev.millrace.standalone.client.SimulatedForge.CheckRun;
import dev.millrace.standalone.process.FileTree;
import dev.millrace.testing.MetricRules;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestGit.Run;
import dev.millrace.testing.TestKeys;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The whole platform, from outside: real git, real processes, and hostile callers. One class, since each would start a
 * platform of its own, which takes longer than all these tests.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WholePlatformIT {

    private static final Path DATA = Path.of("target/platform").toAbsolutePath();
    private static final String REPOSITORY = "acme/widgets";
    private static final List<String> SERVICES =
            List.of("gateway", "ingest", "git-http", "sync", "pipeline", "insights", "webhook-delivery");
    /** Those that these tests are certain to cause; the others that they cause are checked, too. */
    private static final List<String> GITHUB_REQUESTS = List.of(
            "POST /app/installations/{installation_id}/access_tokens",
            "POST /repos/{owner}/{repo}/check-runs",
            "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}");

    /** Tests that need what others have done have an order from here on. */
    private static final int AT_THE_END = Integer.MAX_VALUE - 10;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final KeyPair KEYS = TestKeys.ec();
    private static final long THREE_GIB = 3L << 30;

    private static final String CHECKED = "checked/many";
    /** More of them take minutes, and bring the faults with them after which nothing is sent for a minute. */
    private static final int CHECKED_BUILDS = Integer.getInteger("millrace.checks.builds", ChangeChecks.PIPELINES);

    @TempDir
    private static Path folder;

    private static WholePlatform platform;
    private static SimulatedForge forge;
    private static String installation;
    private static EveryRoute routes;
    private static ChangeChecks checks;

    @BeforeAll
    static void startAndMirrorARepository() throws IOException {
        FileTree.delete(DATA);
        platform = WholePlatform.start(DATA);
        forge = SimulatedForge.at(platform.url("simulator"));
        var administrator = JsonClient.of(platform.url("gateway")).withBearer(platform.key("administrator-token"));
        administrator.post("/api/teams", Map.of("slug", "acme"));
        administrator.post("/api/teams/acme/keys", Map.of("publicKeyPem", TestKeys.pem(KEYS.getPublic())));
        administrator.post("/api/teams", Map.of("slug", "globex"));
        Path source = folder.resolve("source");
        TestGit.init(source).commit("README.md", "widgets\n");
        forge.importRepository("acme", "widgets", source);
        installation = forge.install("acme");
        assignInstallation(installation);
        awaitSameRefs();
        routes = new EveryRoute(
                platform.url("gateway"),
                SERVICES.stream().collect(Collectors.toMap(name -> name, name -> platform.url(name + "-management"))));
    }

    private static void assignInstallation(String id) throws IOException {
        var administrator = JsonClient.of(platform.url("gateway")).withBearer(platform.key("administrator-token"));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(administrator
                                .ask("PUT", "/api/teams/acme/installations/" + id, Optional.empty())
                                .status())
                        .isEqualTo(200));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (platform != null) {
            platform.stop();
        }
    }

    @Test
    @Order(1)
    void mirrorsFiftyRandomPushesOfRealGit() throws IOException {
        Path work = folder.resolve("work");
        TestGit.in(folder).ok("clone", "--quiet", forge.fetchUrl(REPOSITORY), work.toString());
        var pushes = new RandomPushes(TestGit.in(work), 20261121);
        for (int i = 0; i < 50; i++) {
            pushes.push(i);
        }

        awaitSameRefs();

        Path clone = folder.resolve("clone.git");
        TestGit.in(folder).ok("clone", "--quiet", "--mirror", cloneUrl(token()), clone.toString());
        Path origin = folder.resolve("origin.git");
        TestGit.in(folder).ok("clone", "--quiet", "--mirror", forge.fetchUrl(REPOSITORY), origin.toString());
        assertThat(headsAndTags(clone)).isEqualTo(headsAndTags(origin)).hasSizeGreaterThan(5);
        assertThat(TestGit.in(clone).fsck()).doesNotContain("missing", "broken", "error");
        assertThat(TestGit.in(clone).ok("symbolic-ref", "HEAD"))
                .isEqualTo(TestGit.in(origin).ok("symbolic-ref", "HEAD"));
    }

    @Test
    @Order(2)
    void staysWithinItsMemory() throws IOException {
        assertThat(platform.memory()).isLessThan(THREE_GIB);
    }

    /**
     * The first half of {@link #reportsEachBuildOnceHoweverTheForgeFails}, which ends while other tests run: GitHub asks for a second
     * between two writes.
     */
    @Test
    @Order(3)
    void startsBuildsWhoseChecksTheForgeFailsToAccept() throws IOException {
        forge.importRepository("checked", "many", folder.resolve("source"));
        assignInstallation(forge.install("checked"));
        awaitMirror(CHECKED, CHECKED);
        forge.push(CHECKED, "main", "Describe many pipelines", Map.of("ops.yml", ChangeChecks.opsFile()));
        awaitMirror(CHECKED, CHECKED);
        checks = new ChangeChecks(forge, CHECKED);

        checks.open(Math.ceilDiv(CHECKED_BUILDS, ChangeChecks.PIPELINES), isLong());
    }

    @Test
    @Order(AT_THE_END)
    void reportsEachBuildOnceHoweverTheForgeFails() {
        checks.assertReported(isLong() ? Duration.ofMinutes(20) : Duration.ofMinutes(3));
    }

    private static boolean isLong() {
        return CHECKED_BUILDS > ChangeChecks.PIPELINES;
    }

    @Test
    void reportsLineAndReasonOfABrokenOpsFileInTheCheckRun() {
        String broken = """
                version: "1"
                pipelines:
                  - name: broken:1.0.0
                    description: has a misspelled event
                    events: ["github:acme/widgets:pull_request.open"]
                    jobs:
                      - name: a
                        description: a
                        steps: ["true"]
                """;
        forge.push(REPOSITORY, "broken", "Break it", Map.of("ops.yml", broken));
        String sha = forge.openPullRequest(REPOSITORY, "Broken", "broken").sha();

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            List<CheckRun> runs = forge.checkRuns(REPOSITORY, sha);
            assertThat(runs).hasSize(1);
            assertThat(runs.getFirst().now().conclusion()).contains("failure");
            JsonNode shown = JsonClient.of(forge.address())
                    .get("/_sim/repositories/%s/check-runs?sha=%s".formatted(REPOSITORY, sha))
                    .get(0);
            assertThat(shown.path("history").findValuesAsText("summary").getLast()
                            + shown.path("history").findValuesAsText("title").getLast())
                    .contains("line 5")
                    .contains("pull_request.open");
        });
    }

    @Test
    void refusesADeliverySignedWithAnotherSecret() throws Exception {
        byte[] body = "{\"zen\":\"x\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(deliveries()
                        .send(body, Optional.of(SignedDeliveries.signature("another secret", body)))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void refusesADeliveryWithoutSignature() throws Exception {
        HttpResponse<String> answer = deliveries().send("{}".getBytes(StandardCharsets.UTF_8), Optional.empty());

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("X-Hub-Signature-256");
    }

    @Test
    void refusesADeliveryOfThirtyMebibytes() throws Exception {
        byte[] body = new byte[30 << 20];
        Arrays.fill(body, (byte) ' ');

        assertThat(deliveries()
                        .send(body, Optional.of(SignedDeliveries.signature(platform.key("webhook-secret"), body)))
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void takesADeliveryOfTwentyFiveMebibytes() throws Exception {
        byte[] body = new byte[25 << 20];
        Arrays.fill(body, (byte) ' ');
        byte[] json = "{\"zen\":\"large\"}".getBytes(StandardCharsets.UTF_8);
        System.arraycopy(json, 0, body, 0, json.length);

        assertThat(deliveries()
                        .send(body, Optional.of(SignedDeliveries.signature(platform.key("webhook-secret"), body)))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void refusesAnExpiredToken() {
        assertRefused(TestKeys.sign(KEYS, claims("acme", now().minusSeconds(3600))), "expired");
    }

    @Test
    void refusesAnUnsignedToken() {
        assertRefused(TestKeys.unsigned(claims("acme", soon())), "none");
    }

    @Test
    void refusesATokenOfATeamWhoseKeyDidNotSignIt() {
        assertRefused(TestKeys.sign(KEYS, claims("globex", soon())), "globex");
    }

    @Test
    void reportsThatARepositoryDoesNotExist() {
        String token = TestKeys.sign(KEYS, TestKeys.claims("acme", "acme/nothing", soon(), "git:read"));

        Run listed = TestGit.in(folder).run("ls-remote", url(token, "acme/nothing"));

        assertThat(listed.exit()).isNotZero();
        assertThat(listed.err()).contains("not found");
    }

    @Test
    void forwardsAPushIntoAMirrorToItsUpstream() throws IOException {
        TestGit.in(folder).ok("clone", "--quiet", cloneUrl(token()), "pusher");
        TestGit work = TestGit.in(folder.resolve("pusher"));
        String pushed = work.commit("PUSHED.md", "x");
        String writing = TestKeys.sign(KEYS, TestKeys.claims("acme", REPOSITORY, soon(), "git:write"));

        work.ok("push", "--quiet", url(writing, REPOSITORY), "HEAD:refs/heads/mine");

        assertThat(mirrorRefs()).containsEntry("refs/heads/mine", pushed);
        assertThat(forge.refs(REPOSITORY)).containsEntry("refs/heads/mine", pushed);
    }

    @Test
    void runsTheWholeLoopOnAMirrorThatATeamMadeWithAndWithoutTheInstallationsOwn() throws IOException { // #9.18
        String upstream = "acme/loop";
        String copy = "copies/of-loop";
        forge.importRepository("acme", "loop", folder.resolve("source"));
        awaitMirror(upstream, upstream);
        String id = api(copy, "repo:write")
                .post(
                        "/api/v1/repos",
                        Map.of(
                                "base_repo",
                                Map.of(
                                        "provider",
                                        "github",
                                        "owner",
                                        "acme",
                                        "name",
                                        "loop",
                                        "upstream_host",
                                        "simulated.github")))
                .path("repo_id")
                .asText();
        awaitMirror(copy, upstream);
        forge.push(upstream, "main", "Describe the pipeline", Map.of("ops.yml", pipeline(upstream, "test -f ops.yml")));

        playLoop(upstream, "with-both", List.of(upstream, copy));
        assertThat(builds(copy)).isEqualTo(1);
        assertThat(builds(upstream)).isEqualTo(1);

        assertThat(api(upstream, "repo:write")
                        .ask("DELETE", "/api/v1/repos/delete", Optional.empty())
                        .status())
                .isEqualTo(200);
        playLoop(upstream, "with-one", List.of(copy));
        assertThat(builds(copy)).isEqualTo(2);

        // #9.12: kept when the upstream moves on
        assertThat(JsonClient.of(platform.url("gateway"))
                        .withBearer(platform.key("administrator-token"))
                        .ask("PATCH", "/api/repositories/" + id, Optional.of(Map.of("default_branch", "with-one")))
                        .status())
                .isEqualTo(200);
        forge.push(upstream, "main", "Go on", Map.of("more.txt", "x"));
        awaitMirror(copy, upstream);
        assertThat(TestGit.in(folder)
                        .ok(
                                "ls-remote",
                                "--symref",
                                url(TestKeys.sign(KEYS, TestKeys.claims("acme", copy, soon(), "git:read")), copy),
                                "HEAD"))
                .contains("ref: refs/heads/with-one");
    }

    @Test
    void servesCodingAgents() throws Exception {
        String upstream = "acme/agents";
        forge.importRepository("acme", "agents", folder.resolve("source"));
        awaitMirror(upstream, upstream);
        String pipeline = """
                version: "1"
                pipelines:
                  - name: failing:1.0.0
                    description: d
                    events: ["github:acme/agents:push"]
                    jobs:
                      - name: fail
                        description: d
                        steps: ["for n in $(seq 200); do echo line $n; done; echo the reason of the failure; exit 1"]
                """;
        forge.push(upstream, "main", "Describe the pipeline", Map.of("ops.yml", pipeline));
        awaitMirror(upstream, upstream);
        String token = TestKeys.sign(KEYS, TestKeys.claims("acme", upstream, soon(), "git:read", "git:write"));
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> !api(upstream, "git:read")
                        .get("/api/builds?state=failed&repository=acme%2Fagents")
                        .path("builds")
                        .isEmpty());

        NodeProject.runTests(
                Map.of(
                        "MILLRACE_GATEWAY", platform.url("gateway").toString(),
                        "MILLRACE_TOKEN", token,
                        "MILLRACE_REPOSITORY", upstream),
                Duration.ofMinutes(2),
                List.of("mcp.test.mjs"));

        assertThat(forge.refs(upstream)).containsKey("refs/tags/v-agent").doesNotContainKey("refs/heads/agent");
    }

    @Test
    void startsAPipelineOnceForEachTagOfAPushThatGitHubDoesNotReport() throws Exception {
        String upstream = "acme/tagged";
        forge.importRepository("acme", "tagged", folder.resolve("source"));
        awaitMirror(upstream, upstream);
        String pipeline = """
                version: "1"
                pipelines:
                  - name: release:1.0.0
                    description: d
                    events: ["github:acme/tagged:create.tag"]
                    jobs:
                      - name: a
                        description: d
                        steps: ["true"]
                """;
        forge.push(upstream, "main", "Describe the pipeline", Map.of("ops.yml", pipeline));
        awaitMirror(upstream, upstream);
        Path work = folder.resolve("tagged");
        TestGit.in(folder).ok("clone", "--quiet", forge.fetchUrl(upstream), work.toString());
        TestGit clone = TestGit.in(work);
        for (int tag = 1; tag <= 5; tag++) {
            clone.ok("tag", "--annotate", "--message", "Release " + tag, "v" + tag);
        }

        clone.ok("push", "--quiet", "--tags");

        assertThat(forge.newestPayload("push").path("ref").asText()).startsWith("refs/heads/");
        api(upstream, "git:write").post("/api/syncs/acme%2Ftagged/requests", Map.of());
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(builds(upstream)).isEqualTo(5));

        deliverTag("v3", clone.ok("rev-parse", "refs/tags/v3"));
        clone.ok("tag", "v6");
        clone.ok("push", "--quiet", "origin", "v6"); // reported at once
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(builds(upstream)).isEqualTo(6));
        await().atMost(Duration.ofSeconds(30)).during(Duration.ofSeconds(8)).until(() -> builds(upstream) == 6);
    }

    /** What GitHub would have sent for a tag of {@code acme/tagged}. */
    private static void deliverTag(String tag, String id) throws Exception {
        ObjectNode push = forge.newestPayload("push").deepCopy();
        assertThat(push.at("/repository/full_name").asText()).isEqualTo("acme/tagged");
        push.put("ref", "refs/tags/" + tag)
                .put("before", "0".repeat(40))
                .put("after", id)
                .put("created", true)
                .putArray("commits");
        byte[] body = JSON.writeValueAsBytes(push);
        assertThat(deliveries()
                        .send(
                                "push",
                                body,
                                Optional.of(SignedDeliveries.signature(platform.key("webhook-secret"), body)))
                        .statusCode())
                .isEqualTo(202);
    }

    /** After what counts deployments. */
    @Test
    @Order(Integer.MAX_VALUE - 2)
    void storesWhatTheScriptsForOtherCiSystemsAndTheExampleReport() throws IOException, InterruptedException {
        String token = TestKeys.sign(KEYS, TestKeys.claims("acme", "org", soon(), "events:write"));
        var scripts = new ReportScripts(platform.url("gateway"), "acme", token);

        scripts.runGithubAction("from-the-action");
        scripts.runGitlabTemplate("from-the-template");
        scripts.runCurlExample();

        JsonClient administrator =
                JsonClient.of(platform.url("gateway")).withBearer(platform.key("administrator-token"));
        Map<String, JsonNode> bodies = new TreeMap<>();
        for (JsonNode delivery :
                administrator.get("/api/deliveries?forge=events&limit=200").path("deliveries")) {
            JsonNode body = JSON.readTree(administrator
                    .get("/api/deliveries/%s?body=true"
                            .formatted(delivery.path("id").asText()))
                    .path("body")
                    .asText());
            bodies.put(body.path("environment").asText(), body);
            assertThat(delivery.path("repository").asText()).isEqualTo(REPOSITORY);
        }
        assertThat(bodies).containsOnlyKeys("from-the-action", "from-the-template", "production");
        assertThat(bodies.values()).allSatisfy(body -> {
            assertThat(body.path("event_name").asText()).isEqualTo("deployment");
            assertThat(body.path("event_action").asText()).isEqualTo("success");
        });
        assertThat(bodies.get("from-the-action").path("branch").asText()).isEqualTo("feature/x");
        assertThat(bodies.get("from-the-template").path("branch").asText()).isEqualTo("feature/y");
    }

    /** After the others, since it is about their requests. */
    @Test
    @Order(AT_THE_END + 2)
    void sendsGitHubOnlyRequestsThatItDescribes() throws IOException, InterruptedException {
        Path recorded = Files.writeString(
                folder.resolve("requests.json"),
                JsonClient.of(forge.address()).get("/_sim/requests").toString());

        NodeProject.runTests(
                Map.of(
                        "MILLRACE_REQUESTS", recorded.toString(),
                        "MILLRACE_EXPECTED_REQUESTS", String.join(",", GITHUB_REQUESTS)),
                Duration.ofMinutes(2),
                List.of("requests.test.mjs"));
    }

    @Test
    @Order(AT_THE_END)
    void opensNothingOfATeamToOthersOnAnyRoute() throws IOException {
        String vault = "acme/vault";
        forge.importRepository("acme", "vault", folder.resolve("source"));
        awaitMirror(vault, vault);
        forge.push(vault, "main", "Describe the pipeline", Map.of("ops.yml", pipeline(vault, "test -f ops.yml")));
        playLoop(vault, "inside", List.of(vault));

        routes.assertClosedToOthers(
                JsonClient.of(platform.url("gateway")).withBearer(platform.key("administrator-token")),
                "acme",
                vault,
                KEYS,
                installation);
    }

    @Test
    @Order(AT_THE_END + 1)
    void respondsToRandomRequestsWithoutAFault() throws Exception {
        // not the repository that other tests need: one of the requests may delete it
        String vault = "acme/vault";
        String token = TestKeys.sign(
                KEYS, TestKeys.claims("acme", vault, soon(), "git:read", "git:write", "org:read", "repo:write"));

        assertThat(routes.faultsOfRandomRequests(20261130, 800, vault, token)).isEmpty();

        awaitSameRefs();
    }

    /** A pipeline for new changes of a repository, whose job runs a command. */
    private static String pipeline(String repository, String command) {
        return """
                version: "1"
                pipelines:
                  - name: loop:1.0.0
                    description: d
                    events: ["github:%1$s:pull_request.opened"]
                    jobs:
                      - name: names
                        description: d
                        steps: ['test "$ORG/$REPO" = %1$s', "%2$s"]
                """.formatted(repository, command);
    }

    /** From a change through its check, merge and deployment to every mirror of its upstream. */
    private static void playLoop(String upstream, String branch, List<String> mirrors) {
        forge.push(upstream, branch, "Change " + branch, Map.of(branch + ".txt", "x"));
        var change = forge.openPullRequest(upstream, branch, branch);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(forge.checkRuns(upstream, change.sha()))
                        .singleElement()
                        .satisfies(run -> assertThat(run.now().conclusion()).contains("success")));
        String deployment = forge.deploy(upstream, forge.merge(upstream, change.number()), "production");
        for (String mirror : mirrors) {
            awaitMirror(mirror, upstream);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(api(mirror, "git:read")
                                    .get("/api/insights/deployments?repository=" + mirror.replace("/", "%2F"))
                                    .path("items")
                                    .findValuesAsText("id"))
                            .contains(deployment));
        }
    }

    private static void awaitMirror(String mirror, String upstream) {
        String token = TestKeys.sign(KEYS, TestKeys.claims("acme", mirror, soon(), "git:read"));
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(300))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(TestGit.in(folder).refsAt(url(token, mirror)))
                        .isEqualTo(new TreeMap<>(forge.refs(upstream))));
    }

    private static int builds(String repository) {
        return api(repository, "git:read").get("/api/builds").path("builds").size();
    }

    private static JsonClient api(String repository, String scope) {
        return JsonClient.of(platform.url("gateway"))
                .withBearer(TestKeys.sign(KEYS, TestKeys.claims("acme", repository, soon(), scope)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unauthorized", "forbidden", "too-many-requests", "server-error", "slow", "reset"})
    void followsAForgeAlsoAfterACallThatGoesWrong(String fault) {
        String path = "/" + REPOSITORY + ".git";
        long before = forge.failedCalls(path);
        forge.failNextCall(fault, path);

        forge.push(REPOSITORY, "main", "Push while a call goes wrong", Map.of("fault.txt", fault));

        awaitSameRefs();
        assertThat(forge.failedCalls(path)).isEqualTo(before + 1);
    }

    @Test
    void restsWhileItsInstallationIsSuspended() {
        forge.suspend(installation);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(syncState()).isEqualTo("PARKED"));
        Map<String, String> before = mirrorRefs();
        forge.push(REPOSITORY, "main", "Push that no client may see", Map.of("suspended.txt", "x"));
        assertThat(mirrorRefs()).isEqualTo(before);

        forge.unsuspend(installation);

        awaitSameRefs();
    }

    @Test
    void followsANewDefaultBranch() {
        forge.push(REPOSITORY, "trunk", "Begin trunk", Map.of("trunk.txt", "x"));
        try {
            forge.chooseDefaultBranch(REPOSITORY, "trunk");

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(TestGit.in(folder).ok("ls-remote", "--symref", cloneUrl(token()), "HEAD"))
                                    .contains("ref: refs/heads/trunk"));
        } finally {
            forge.chooseDefaultBranch(REPOSITORY, "main");
        }
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(TestGit.in(folder).ok("ls-remote", "--symref", cloneUrl(token()), "HEAD"))
                                .contains("ref: refs/heads/main"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../../etc/passwd.git/info/refs?service=git-upload-pack",
                "/acme/../acme/widgets.git/info/refs?service=git-upload-pack",
                "/acme/%2e%2e/widgets.git/info/refs?service=git-upload-pack",
                "/acme//widgets.git/info/refs?service=git-upload-pack",
                "/acme%2f..%2fwidgets.git/info/refs?service=git-upload-pack",
                "/acme/widgets%00.git/info/refs?service=git-upload-pack",
                "/acme/widgets.git.git/info/refs?service=git-upload-pack",
                "/acme/widgets.git/../widgets.git/config",
                "/acme/widgets.git/objects/info/packs",
                "/api/builds/%2e%2e/%2e%2e/api/teams",
            })
    void refusesTricksWithPaths(String path) throws IOException {
        String status = rawGet(path);

        assertThat(status).matches("HTTP/1\\.1 (400|401|403|404) .*");
    }

    @Test
    @Order(AT_THE_END + 2) // after requests, syncs and builds
    void measuresEverythingThatAlertsAndDashboardsUseByTheRulesOfMetrics() throws Exception {
        // Micrometer finds new meters of Kafka's clients, those of partitions among them, once a minute
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(MetricRules.names(scrape("insights")))
                        .contains("kafka_consumer_fetch_manager_records_lag"));
        Set<String> measured = new TreeSet<>();
        for (String service : SERVICES) {
            String scrape = scrape(service);
            assertThat(MetricRules.violations(scrape)).as(service).isEmpty();
            assertThat(MetricRules.withoutValue(scrape)).as(service).isEmpty();
            assertThat(scrape)
                    .as("names of repositories in metrics of %s", service)
                    .doesNotContain("widgets");
            measured.addAll(MetricRules.names(scrape));
        }

        Map<String, Set<String>> used = Observability.usedMetrics();

        String handbook = Observability.handbook();
        assertThat(measured)
                .filteredOn(name -> name.startsWith("millrace_"))
                .hasSizeGreaterThan(40)
                .allSatisfy(name -> assertThat(handbook)
                        .as("has a row for each metric")
                        .contains("`" + name.replaceFirst("_(count|sum|max)$", "") + "`"));
        assertThat(used).isNotEmpty();
        assertThat(used)
                .allSatisfy((metric, places) ->
                        assertThat(measured).as("used by %s", places).contains(metric));
    }

    private static String scrape(String service) throws IOException, InterruptedException {
        return Observability.scrape(platform.url(service + "-management"));
    }

    @Test
    @Order(AT_THE_END + 2) // after syncs and builds
    void logsJsonWithTheIdsOfTheWorkAsFields() throws IOException {
        Map<String, Set<String>> fields = new TreeMap<>();
        for (String service : SERVICES) {
            for (String line : Files.readAllLines(DATA.resolve("logs").resolve(service + ".log"))) {
                Set<String> ofService = fields.computeIfAbsent(service, name -> new TreeSet<>());
                JSON.readTree(line).path("mdc").fieldNames().forEachRemaining(ofService::add);
            }
        }

        assertThat(fields).containsOnlyKeys(SERVICES.toArray(String[]::new));
        assertThat(fields.get("sync")).contains("syncId", "repositoryId");
        assertThat(fields.get("pipeline")).contains("buildId", "repositoryId");
    }

    /** Last, since it is about the logs of the others. */
    @Test
    @Order(Integer.MAX_VALUE)
    void logsNoSecret() throws IOException {
        Set<String> secrets = new HashSet<>(routes.secrets());
        TestKeys.pem(KEYS.getPrivate())
                .lines()
                .filter(line -> !line.startsWith("-----"))
                .forEach(secrets::add);
        var logged = new LoggedSecrets(DATA.resolve("keys"), secrets);
        List<String> found = new ArrayList<>(logged.find(Path.of("target/platform.log")));
        List<String> read = new ArrayList<>();
        try (Stream<Path> logs = Files.list(DATA.resolve("logs"))) {
            for (Path log : logs.toList()) {
                read.add(log.getFileName().toString());
                found.addAll(logged.find(log));
            }
        }

        assertThat(read)
                .containsAll(SERVICES.stream().map(name -> name + ".log").toList())
                .contains("kafka.log", "postgresql.log");
        assertThat(logged.size()).isGreaterThan(20);
        assertThat(found).isEmpty();
    }

    @Test
    @Order(AT_THE_END + 3)
    void findsEverythingAgainAfterARestartAndRefusesASecondCopyMeanwhile() throws Exception {
        Map<String, String> before = mirrorRefs();
        Path output = folder.resolve("second-copy.log");
        Process second = WholePlatform.launch(DATA, output);
        assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(1);
        assertThat(Files.readString(output)).contains(DATA.toString());

        platform.stop();
        platform = WholePlatform.start(DATA);

        // the team's key was registered before the restart, the refs also date from before it
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(mirrorRefs()).isEqualTo(before));
        Path clone = folder.resolve("after-restart");
        TestGit.in(folder).ok("clone", "--quiet", cloneUrl(token()), clone.toString());
        TestGit.in(clone).fsck();
    }

    private static SignedDeliveries deliveries() {
        return new SignedDeliveries(platform.url("gateway"));
    }

    private static void awaitSameRefs() {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(mirrorRefs()).isEqualTo(new TreeMap<>(forge.refs(REPOSITORY))));
    }

    private static Map<String, String> mirrorRefs() {
        return TestGit.in(folder).refsAt(cloneUrl(token()));
    }

    private static String syncState() {
        String token = TestKeys.sign(KEYS, TestKeys.claims("acme", REPOSITORY, soon(), "org:read"));
        return JsonClient.of(platform.url("gateway"))
                .withBearer(token)
                .get("/api/syncs/acme%2Fwidgets")
                .path("state")
                .asText();
    }

    private static String headsAndTags(Path repository) {
        return TestGit.in(repository)
                .ok("for-each-ref", "--format=%(objecttype) %(objectname) %(refname)", "refs/heads", "refs/tags");
    }

    private static void assertRefused(String token, String reason) {
        Run listed = TestGit.in(folder).run("ls-remote", cloneUrl(token));
        assertThat(listed.exit()).isNotZero();
        assertThat(listed.err()).contains(reason);
    }

    private static String token() {
        return TestKeys.sign(KEYS, claims("acme", soon()));
    }

    private static JwtClaims claims(String team, Instant expiresAt) {
        return TestKeys.claims(team, REPOSITORY, expiresAt, "git:read");
    }

    private static Instant now() {
        return Clock.systemUTC().instant();
    }

    private static Instant soon() {
        return now().plus(Duration.ofHours(1));
    }

    private static String cloneUrl(String token) {
        return url(token, REPOSITORY);
    }

    private static String url(String token, String repository) {
        URI gateway = platform.url("gateway");
        return "%s://t:%s@%s/%s.git".formatted(gateway.getScheme(), token, gateway.getAuthority(), repository);
    }

    /** Sends a request whose path no client library has normalized; returns the status line. */
    private static String rawGet(String path) throws IOException {
        URI gateway = platform.url("gateway");
        try (var socket = new Socket(gateway.getHost(), gateway.getPort())) {
            socket.setSoTimeout(20_000);
            String request = "GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
                    .formatted(path, gateway.getAuthority(), token());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readNBytes(64), StandardCharsets.US_ASCII);
            return answer.lines().findFirst().orElse("") + " ";
        }
    }
}
