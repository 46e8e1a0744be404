package dev.millrace.conformance.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.conformance.process.ServiceProcess;
import dev.millrace.events.access.InstallationLinked;
import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstalledRepository;
import dev.millrace.standalone.client.JsonClient;
import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.process.FileTree;
import dev.millrace.testing.DebianTools;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestGit.Run;
import dev.millrace.testing.TestKeys;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What forges do to mirrors: created over the API of git-http-service, synced by sync-worker-service, read by git. */
@Execution(ExecutionMode.CONCURRENT)
class SyncScenariosIT {

    private static final String TEAM = "mirrors";
    private static final Path FOLDER = Path.of("target/sync-scenarios").toAbsolutePath();
    private static final KeyPair KEYS = TestKeys.ec();
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private static RealForges forges;
    private static ServiceProcess gitHttp;
    private static ServiceProcess worker;
    private static EverythingWritten written;

    @BeforeAll
    static void startAll() throws IOException, InterruptedException {
        DebianTools.need("nginx", "nginx-light");
        DebianTools.need("fcgiwrap", "fcgiwrap");
        FileTree.delete(FOLDER);
        Files.createDirectories(FOLDER);
        forges = RealForges.start(FOLDER);
        Path appKey = Files.writeString(
                FOLDER.resolve("app.pem"), TestKeys.pem(TestKeys.rsa().getPrivate()));
        String gitHub = forges.authority(Forge.GITHUB);
        var settings = new HashMap<>(new Platform().start());
        settings.putAll(forges.settings());
        settings.putAll(Map.ofEntries(
                Map.entry(
                        "millrace.git.directory",
                        Files.createDirectories(FOLDER.resolve("packs")).toString()),
                Map.entry("millrace.outbound.allowed", "*.forge.test"),
                Map.entry("millrace.github.instance", gitHub),
                Map.entry("millrace.github.web-url", "https://" + gitHub),
                Map.entry("millrace.github.api-url", "https://" + gitHub + "/api"),
                Map.entry("millrace.github.app-id", "17"),
                Map.entry("millrace.github.private-key-file", appKey.toString()),
                Map.entry("millrace.sync.poll-interval", "30S"),
                Map.entry("millrace.sync.attach-interval", "1S"),
                Map.entry("millrace.sync.idle-timeout", "2S"),
                Map.entry("millrace.sync.first-backoff", "0.2S")));
        gitHttp = ServiceProcess.start("git-http-service", "256m", settings);
        worker = ServiceProcess.start("sync-worker-service", "256m", settings);
        written = new EverythingWritten(
                List.of(gitHttp, worker), settings.get("quarkus.datasource.jdbc.url"), FOLDER.resolve("packs"));
        TestEvents.registerKey(TEAM, KEYS.getPublic());
        TestEvents.publish(new InstallationLinked(
                UUID.randomUUID(),
                gitHub,
                "4711",
                "99",
                "ann",
                TEAM,
                InstallationLinked.State.ACTIVE,
                Clock.systemUTC().instant()));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(List.of(
                                api("any")
                                        .ask("GET", "/api/v1/repos", Optional.empty())
                                        .status(),
                                state("any")
                                        .ask("GET", "/api/syncs", Optional.empty())
                                        .status()))
                        .containsOnly(200));
    }

    /** Everything written is checked at the end, since it then covers all scenarios. */
    @AfterAll
    static void lookAtWhatWasWrittenAndStopAll() throws Exception {
        try (RealForges first = forges;
                ServiceProcess second = gitHttp;
                ServiceProcess third = worker;
                EverythingWritten last = written) {
            if (last != null) {
                assertNoSecretWritten(last.read());
            }
        }
    }

    @Test
    void followsEveryKindOfForge() {
        List<Mirror> mirrors = new ArrayList<>();
        for (Forge forge : Forge.values()) {
            String owner = switch (forge) {
                case GITLAB -> "group/sub";
                case SOURCEHUT -> "~ann";
                default -> "ann";
            };
            UpstreamGit upstream = forges.create(forge, owner, "tool");
            upstream.git("tag", "-a", "-m", "one", "v1", upstream.push("main", "first"));
            if (forge == Forge.GITHUB) {
                install(upstream);
            }
            mirrors.add(follow(upstream));
        }

        mirrors.forEach(SyncScenariosIT::awaitEqual);

        mirrors.forEach(mirror -> mirror.upstream().push("main", "second"));
        mirrors.forEach(SyncScenariosIT::pull);
        mirrors.forEach(SyncScenariosIT::awaitEqual);
    }

    @Test
    void followsWhateverHappensToRefs() {
        UpstreamGit upstream = upstream();
        String first = upstream.push("main", "first");
        upstream.push("topic", "aside");
        upstream.git("tag", "v1", first);
        Mirror mirror = follow(upstream);
        awaitEqual(mirror);

        upstream.set("refs/heads/main", upstream.commit("a.txt", "forced"));
        pullAndAwaitEqual(mirror);

        upstream.git("tag", "-f", "v1", "main");
        pullAndAwaitEqual(mirror);

        // a branch becomes a directory of branches, and one such directory a branch
        upstream.git("update-ref", "-d", "refs/heads/topic");
        upstream.push("topic/one", "one");
        pullAndAwaitEqual(mirror);
        upstream.git("update-ref", "-d", "refs/heads/topic/one");
        upstream.push("topic", "again");
        pullAndAwaitEqual(mirror);

        upstream.git("branch", "-m", "main", "trunk");
        upstream.git("symbolic-ref", "HEAD", "refs/heads/trunk");
        pullAndAwaitEqual(mirror);
        assertThat(defaultBranch(mirror)).isEqualTo("trunk");

        upstream.git("update-ref", "--no-deref", "HEAD", first);
        pullAndAwaitEqual(mirror);
        assertThat(head(mirror)).isEqualTo(first);

        // a HEAD that leads nowhere is not advertised; it is followed once its branch exists
        upstream.git("symbolic-ref", "HEAD", "refs/heads/unborn");
        upstream.push("topic", "moves while HEAD leads nowhere");
        pull(mirror);
        within(20).untilAsserted(() -> assertThat(refs(mirror)).isEqualTo(upstream.refs()));
        upstream.push("unborn", "born");
        pullAndAwaitEqual(mirror);
        assertThat(defaultBranch(mirror)).isEqualTo("unborn");
    }

    @Test
    void followsAnEmptyRepositoryToItsFirstCommit() {
        UpstreamGit upstream = upstream();
        upstream.git("symbolic-ref", "HEAD", "refs/heads/dev");
        Mirror mirror = follow(upstream);
        awaitState(mirror, "CURRENT");

        upstream.push("dev", "born");
        pullAndAwaitEqual(mirror);

        assertThat(defaultBranch(mirror)).isEqualTo("dev");
    }

    @Test
    void followsAHundredThousandRefs() {
        // each poll reads all of them
        ConditionFactory timeout = within(120).pollInterval(Duration.ofSeconds(2));
        UpstreamGit upstream = upstream();
        String first = upstream.push("main", "first");
        upstream.packTags(IntStream.range(0, 100_000).mapToObj("build/%05d"::formatted), first);
        Mirror mirror = follow(upstream);
        awaitEqual(mirror, timeout);

        String second = upstream.push("main", "second");
        upstream.updateRefs(IntStream.range(0, 2_000)
                .mapToObj(number -> number % 2 == 0
                        ? "delete refs/tags/build/%05d\n".formatted(number)
                        : "update refs/tags/build/%05d %s\n".formatted(number, second))
                .collect(Collectors.joining()));

        pull(mirror);
        awaitEqual(mirror, timeout);
    }

    @Test
    void asksOnceMoreWhenTheLoginIsRefusedInTheMiddle() {
        UpstreamGit upstream = forges.create(Forge.GITHUB, "ann", "hourly");
        upstream.push("main", "first");
        install(upstream);
        upstream.fault("answer", "Status: 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"forge\"\r\n\r\n");

        Mirror mirror = follow(upstream);

        awaitEqual(mirror);
        assertThat(errors(mirror)).isEmpty();
    }

    /**
     * JGit repeats the request. {@code TransportHttp.Service.sendRequest} answers a 401 with the scheme that the server
     * offers; our credentials provider has nothing for it, and JGit takes that for a failure of the scheme: it sends
     * the same request once more without one. Our connections carry the credential themselves, so the second attempt is
     * authenticated as the first was. A second 401 is final: {@code UpstreamTroubleIT} of the sync worker.
     */
    @Test
    void asksOnceMoreWhenTheStoredCredentialIsRefusedInTheMiddle() {
        UpstreamGit upstream = upstream();
        upstream.push("main", "first");
        upstream.fault("answer", "Status: 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"forge\"\r\n\r\n");

        Mirror mirror = follow(upstream);

        awaitEqual(mirror);
        assertThat(errors(mirror)).isEmpty();
    }

    @Test
    void staysAwayForAsLongAsTheForgeAsks() {
        UpstreamGit upstream = upstream();
        upstream.push("main", "first");
        upstream.fault("refs", "Status: 429 Too Many Requests\r\nRetry-After: 2\r\n\r\n");
        long begin = System.nanoTime();
        Mirror mirror = follow(upstream);

        awaitEqual(mirror);

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(2));
        assertThat(errors(mirror)).anySatisfy(error -> assertThat(error).contains("too often"));
    }

    @Test
    void leavesAForgeThatDripsAndTriesAgain() {
        UpstreamGit upstream = upstream();
        upstream.pushIncompressible("main", 20_000);
        upstream.fault("drip", "");
        Mirror mirror = follow(upstream);

        awaitEqual(mirror);

        assertThat(errors(mirror)).anySatisfy(error -> assertThat(error).contains("too slow"));
    }

    @Test
    void takesNothingOfAPackThatBreaksOffAndTriesAgain() {
        UpstreamGit upstream = upstream();
        upstream.pushIncompressible("main", 20_000);
        upstream.fault("truncate", "");
        Mirror mirror = follow(upstream);

        awaitEqual(mirror);

        assertThat(errors(mirror)).isNotEmpty();
    }

    @Test
    void leavesOutABranchThatLostAnObjectAndMirrorsTheOthers() {
        UpstreamGit upstream = upstream();
        upstream.push("main", "first");
        String broken = upstream.push("broken", "lost");
        upstream.lose(upstream.git("rev-parse", broken + ":a.txt"));
        Mirror mirror = follow(upstream);

        within(20).untilAsserted(() -> {
            assertThat(refs(mirror)).containsOnlyKeys("refs/heads/main");
            assertThat(status(mirror).path("faults").toString()).contains("refs/heads/broken");
        });
        fsck(mirror);
    }

    @Test
    void followsAHistoryThatIsRewrittenBetweenListingAndFetch() {
        UpstreamGit upstream = upstream();
        upstream.push("main", "first");
        String next = upstream.commit("a.txt", "rewritten");
        // the listed objects are no longer served
        upstream.fault("before", "git update-ref refs/heads/main %s && git prune --expire=now\n".formatted(next));
        Mirror mirror = follow(upstream);

        awaitEqual(mirror);

        assertThat(refs(mirror)).containsEntry("refs/heads/main", next);
    }

    @Test
    void followsNoRedirectToAnotherHost() {
        UpstreamGit upstream = upstream();
        upstream.push("main", "first");
        upstream.fault(
                "refs",
                "Status: 302 Found\r\nLocation: https://%s/x.git/info/refs?service=git-upload-pack\r\n\r\n"
                        .formatted(forges.authority(Forge.OPEN)));
        Mirror mirror = follow(upstream);

        awaitEqual(mirror);

        assertThat(errors(mirror)).anySatisfy(error -> assertThat(error).contains("another host"));
    }

    @Test
    void repeatsNothingOfACredentialThatAForgeReturns() {
        UpstreamGit upstream = upstream();
        upstream.push("main", "first");
        upstream.fault("chatter", "");
        Mirror mirror = follow(upstream);

        awaitEqual(mirror);

        assertThat(errors(mirror)).anySatisfy(error -> assertThat(error).contains("who is"));
    }

    @Test
    void sendsPushesToTheForgeFirst() {
        UpstreamGit upstream = upstream();
        upstream.push("main", "first");
        upstream.git("config", "http.receivepack", "true");
        Mirror mirror = follow(upstream);
        awaitEqual(mirror);
        Path work = FOLDER.resolve("work" + NUMBERS.incrementAndGet());
        TestGit.in(FOLDER).ok("clone", "-q", remote(mirror), work.toString());
        TestGit.in(work).ok("commit",
                "-q",
                "--allow-empty",
                "-m",
                "through the mirror");

        TestGit.in(work).ok("push", "-q", "origin", "main", "main:refs/heads/other");

        String pushed = TestGit.in(work).ok("rev-parse", "main");
        assertThat(upstream.refs())
                .isEqualTo(Map.of("refs/heads/main", pushed, "refs/heads/other", pushed))
                .isEqualTo(refs(mirror));

        upstream.git("config", "receive.denyDeletes", "true");
        Run delete = TestGit.in(work).run("push", "-q", "origin", ":other");
        assertThat(delete.exit()).isNotZero();
        assertThat(delete.err()).contains("deletion prohibited");
        assertThat(refs(mirror)).isEqualTo(upstream.refs()).containsKey("refs/heads/other");
    }

    @Test
    void makesNoMirrorOfAPrivateAddress() { // #9.10
        Map<String, Object> upstream = Map.of(
                "provider",
                "gitea",
                "owner",
                "ann",
                "name",
                "tool",
                "upstream_host",
                "10.1.2.3",
                "auth",
                Map.of("auth_type", "public"));

        JsonClient.Answer answer = api("private" + NUMBERS.incrementAndGet())
                .ask("POST", "/api/v1/repos", Optional.of(Map.of("base_repo", upstream)));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().path("error").asText()).contains("not a public address");
    }

    @Test
    void mirrorsLargeFiles() throws IOException, InterruptedException {
        UpstreamGit upstream = upstream();
        byte[] large = "large".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        String pointer = upstream.large(
                large,
                "https://%s/%s.git/info/lfs/objects"
                        .formatted(forges.authority(upstream.forge()), upstream.owner() + "/" + upstream.name()));
        upstream.set(
                "refs/heads/main",
                upstream.commit(
                        Map.of(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n", "a.bin", pointer)));
        Mirror mirror = follow(upstream);
        awaitEqual(mirror);

        within(10)
                .untilAsserted(() -> assertThat(largeFile(mirror, UpstreamGit.sha256(large), large.length))
                        .isEqualTo(large));
    }

    @Test
    void waitsForACommitThatIsPushedLater() {
        UpstreamGit upstream = upstream();
        String first = upstream.push("main", "first");
        Mirror mirror = follow(upstream);
        awaitEqual(mirror);
        String later = upstream.commit("a.txt", "later", first);

        api(mirror.name()).post("/api/v1/repos/pull-upstream", Map.of("after", later));
        // the pull did not find the commit
        within(10).untilAsserted(() -> assertThat(runs(mirror)).hasSizeGreaterThan(1));
        upstream.set("refs/heads/main", later);

        // no client requests another pull
        awaitEqual(mirror);
    }

    @Test
    void stopsWithTheConnectionAndWithTheRepository() {
        UpstreamGit upstream = upstream();
        upstream.push("main", "first");
        Mirror detached = follow(upstream);
        Mirror deleted = follow(upstream);
        awaitEqual(detached);
        awaitEqual(deleted);
        Map<String, String> before = refs(detached);

        assertThat(api(detached.name())
                        .ask("DELETE", "/api/v1/repos/base", Optional.empty())
                        .status())
                .isEqualTo(200);
        assertThat(api(deleted.name())
                        .ask("DELETE", "/api/v1/repos/delete", Optional.empty())
                        .status())
                .isEqualTo(200);
        upstream.push("main", "not followed");

        for (Mirror each : List.of(detached, deleted)) {
            within(10)
                    .untilAsserted(() -> assertThat(state(each.name())
                                    .ask("GET", "/api/syncs/" + each.name(), Optional.empty())
                                    .status())
                            .isEqualTo(404));
        }
        assertThat(refs(detached)).isEqualTo(before);
    }

    private static void assertNoSecretWritten(Map<String, String> texts) {
        var secrets = new ArrayList<>(List.of("eyJhbGciOi"));
        for (Forge forge : Forge.values()) {
            forge.secret().ifPresent(secrets::add);
            forge.account()
                    .map(account -> account.replace("{PLAIN}", "").getBytes(StandardCharsets.UTF_8))
                    .ifPresent(login -> secrets.add(Base64.getEncoder().encodeToString(login)));
        }
        assertThat(texts.get("output")).contains("repositoryId=");
        assertThat(texts.get("table git.git_credential")).isNotBlank();
        assertThat(texts)
                .allSatisfy((place, text) -> assertThat(secrets)
                        .as(place)
                        .noneMatch(secret -> text.contains(secret)
                                || text.contains(HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8)))));
    }

    /** A repository of the team that mirrors an upstream. */
    private record Mirror(String name, UpstreamGit upstream) {}

    private static UpstreamGit upstream() {
        return forges.create(Forge.GITLAB, "group", "tool" + NUMBERS.incrementAndGet());
    }

    private static void install(UpstreamGit upstream) {
        TestEvents.publish(new InstallationChanged(
                UUID.randomUUID(),
                forges.authority(Forge.GITHUB),
                "4711",
                "99",
                "ann",
                InstallationChanged.Action.CREATED,
                List.of(new InstalledRepository(
                        Integer.toString(NUMBERS.incrementAndGet()), upstream.owner() + "/" + upstream.name(), true)),
                Optional.empty(),
                Clock.systemUTC().instant()));
    }

    private static Mirror follow(UpstreamGit upstream) {
        Forge forge = upstream.forge();
        var mirror = new Mirror("mirror" + NUMBERS.incrementAndGet(), upstream);
        var base = new HashMap<String, Object>(Map.of(
                "provider", forge.provider(),
                "owner", upstream.owner(),
                "name", upstream.name(),
                "upstream_host", forges.authority(forge)));
        if (forge == Forge.OPEN) {
            base.put("auth", Map.of("auth_type", "public"));
        }
        // the App was linked only a moment ago, and the link is sent over Kafka
        within(20)
                .untilAsserted(() -> assertThat(api(mirror.name())
                                .ask("POST", "/api/v1/repos", Optional.of(Map.of("base_repo", base)))
                                .status())
                        .isEqualTo(201));
        if (forge.secret().isPresent() && forge != Forge.GITHUB) {
            var credential = new HashMap<String, Object>(forge.credential());
            credential.put("repo_id", mirror.name());
            api(mirror.name()).post("/api/v1/repos/git-credentials", credential);
        }
        pull(mirror);
        return mirror;
    }

    private static void pull(Mirror mirror) {
        assertThat(api(mirror.name())
                        .ask("POST", "/api/v1/repos/pull-upstream", Optional.of(Map.of()))
                        .status())
                .isEqualTo(202);
    }

    private static void pullAndAwaitEqual(Mirror mirror) {
        pull(mirror);
        awaitEqual(mirror);
    }

    private static void awaitEqual(Mirror mirror) {
        awaitEqual(mirror, within(30));
    }

    private static void awaitEqual(Mirror mirror, ConditionFactory timeout) {
        timeout.untilAsserted(() -> {
            assertThat(refs(mirror)).isEqualTo(mirror.upstream().refs());
            assertThat(head(mirror)).isEqualTo(mirror.upstream().head());
        });
        fsck(mirror);
    }

    private static void awaitState(Mirror mirror, String state) {
        within(20)
                .untilAsserted(
                        () -> assertThat(status(mirror).path("state").asText()).isEqualTo(state));
    }

    private static void fsck(Mirror mirror) {
        Path clone = FOLDER.resolve("clone" + NUMBERS.incrementAndGet());
        TestGit.in(FOLDER).ok("clone", "-q", "--mirror", remote(mirror), clone.toString());
        TestGit.in(clone).ok("fsck", "--full");
    }

    private static Map<String, String> refs(Mirror mirror) {
        return TestGit.in(FOLDER).refsAt(remote(mirror));
    }

    /** The target of HEAD; empty if there is none. */
    private static String head(Mirror mirror) {
        return TestGit.in(FOLDER).ok("ls-remote", remote(mirror), "HEAD").replaceAll("\\s.*", "");
    }

    private static String defaultBranch(Mirror mirror) {
        return api(mirror.name()).get("/api/v1/repo").path("default_branch").asText();
    }

    private static JsonNode status(Mirror mirror) {
        return state(mirror.name()).get("/api/syncs/" + mirror.name());
    }

    /** Errors of the finished passes. */
    private static List<String> errors(Mirror mirror) {
        List<String> errors = new ArrayList<>();
        runs(mirror).forEach(run -> {
            if (run.hasNonNull("error")) {
                errors.add(run.path("error").asText());
            }
        });
        return errors;
    }

    private static JsonNode runs(Mirror mirror) {
        return state(mirror.name()).get("/api/syncs/" + mirror.name() + "/runs");
    }

    private static byte[] largeFile(Mirror mirror, String oid, long size) throws IOException, InterruptedException {
        String token = token(mirror.name());
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest ask = HttpRequest.newBuilder(
                            gitHttp.address().resolve("/" + mirror.name() + ".git/info/lfs/objects/batch"))
                    .header("Authorization", "Bearer " + token)
                    .header("Accept", "application/vnd.git-lfs+json")
                    .header("Content-Type", "application/vnd.git-lfs+json")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"operation\":\"download\",\"objects\":[{\"oid\":\"%s\",\"size\":%d}]}"
                                    .formatted(oid, size)))
                    .build();
            String reported =
                    http.send(ask, HttpResponse.BodyHandlers.ofString()).body();
            assertThat(reported).contains("\"download\"");
            HttpRequest get = HttpRequest.newBuilder(
                            gitHttp.address().resolve("/" + mirror.name() + ".git/info/lfs/objects/" + oid))
                    .header("Authorization", "Bearer " + token)
                    .build();
            return http.send(get, HttpResponse.BodyHandlers.ofByteArray()).body();
        }
    }

    /** Waits until a condition holds; a newly created repository is not known to the worker at once. */
    private static ConditionFactory within(int seconds) {
        return await().atMost(Duration.ofSeconds(seconds))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsInstanceOf(UnexpectedAnswer.class);
    }

    private static JsonClient api(String repository) {
        return JsonClient.of(gitHttp.address()).withBearer(token(repository));
    }

    private static JsonClient state(String repository) {
        return JsonClient.of(worker.address()).withBearer(token(repository));
    }

    private static String remote(Mirror mirror) {
        return "http://git:%s@%s/%s.git"
                .formatted(token(mirror.name()), gitHttp.address().getAuthority(), mirror.name());
    }

    private static String token(String repository) {
        return TestKeys.sign(
                KEYS,
                TestKeys.claims(
                        TEAM,
                        repository,
                        Clock.systemUTC().instant().plusSeconds(3600),
                        "git:read",
                        "git:write",
                        "repo:write",
                        "org:read"));
    }
}
