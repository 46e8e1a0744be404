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
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestGit;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;

/** Real forges, and the services that mirror them for a team, each in a process of its own. */
final class SyncPlatform implements AutoCloseable {

    private static final String TEAM = "mirrors";
    private static final KeyPair KEYS = TestKeys.ec();

    private final AtomicInteger numbers = new AtomicInteger();
    private final Path folder;
    private final RealForges forges;
    private final ServiceProcess gitHttp;
    private final ServiceProcess worker;
    private final EverythingWritten written;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    private SyncPlatform(Path folder) throws Exception {
        this.folder = folder;
        boolean isStarted = false;
        try {
            this.forges = opened(RealForges.start(folder));
            Map<String, String> settings = settings(folder, forges);
            this.gitHttp = opened(ServiceProcess.start("git-http-service", "256m", settings));
            this.worker = opened(ServiceProcess.start("sync-worker-service", "256m", settings));
            this.written = opened(new EverythingWritten(
                    List.of(gitHttp, worker), settings.get("quarkus.datasource.jdbc.url"), folder.resolve("packs")));
            register();
            isStarted = true;
        } finally {
            if (!isStarted && !open.isEmpty()) {
                close();
            }
        }
    }

    /** Starts everything in an emptied folder, and waits until a team can use it. */
    static SyncPlatform start(Path folder) throws Exception {
        FileTree.delete(folder);
        return new SyncPlatform(Files.createDirectories(folder));
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.push(resource);
        return resource;
    }

    private static Map<String, String> settings(Path folder, RealForges forges) throws IOException {
        Path appKey = Files.writeString(
                folder.resolve("app.pem"), TestKeys.pem(TestKeys.rsa().getPrivate()));
        String gitHub = forges.authority(Forge.GITHUB);
        var settings = new HashMap<>(new Platform().start());
        settings.putAll(forges.settings());
        settings.putAll(Map.ofEntries(
                Map.entry(
                        "millrace.git.directory",
                        Files.createDirectories(folder.resolve("packs")).toString()),
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
        return settings;
    }

    /** Registers the team, whose App is installed on an account at GitHub. */
    private void register() {
        TestEvents.registerKey(TEAM, KEYS.getPublic());
        TestEvents.publish(new InstallationLinked(
                UUID.randomUUID(),
                forges.authority(Forge.GITHUB),
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

    /** Checks what the services have written until now: their output, tables, records and files. */
    void assertNoSecretWritten() throws Exception {
        Map<String, String> texts = written.read();
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

    @Override
    public void close() throws Exception {
        try {
            open.pop().close();
        } finally {
            if (!open.isEmpty()) {
                close();
            }
        }
    }

    /** Settings for tests with the official SDK on mirrors of repositories that it creates at a forge. */
    Map<String, String> sdkSettings() throws IOException {
        return Map.of(
                "MILLRACE_STORAGE",
                gitHttp.address().toString(),
                "MILLRACE_TEAM",
                TEAM,
                "MILLRACE_TEAM_KEY",
                TestKeys.pem(KEYS.getPrivate()),
                "MILLRACE_WORK",
                Files.createDirectories(folder.resolve("sdk")).toString(),
                "MILLRACE_UPSTREAMS",
                forges.folder(Forge.GITLAB).toString(),
                "MILLRACE_UPSTREAM_HOST",
                forges.authority(Forge.GITLAB),
                "MILLRACE_UPSTREAM_PASSWORD",
                Forge.GITLAB.secret().orElseThrow());
    }

    RealForges forges() {
        return forges;
    }

    Path folder() {
        return folder;
    }

    /** Another one for each call. */
    int number() {
        return numbers.incrementAndGet();
    }

    /** A repository of the team that mirrors an upstream. */
    record Mirror(String name, UpstreamGit upstream) {}

    UpstreamGit upstream() {
        return forges.create(Forge.GITLAB, "group", "tool" + number());
    }

    void install(UpstreamGit upstream) {
        TestEvents.publish(new InstallationChanged(
                UUID.randomUUID(),
                forges.authority(Forge.GITHUB),
                "4711",
                "99",
                "ann",
                InstallationChanged.Action.CREATED,
                List.of(new InstalledRepository(
                        Integer.toString(number()), upstream.owner() + "/" + upstream.name(), true)),
                Optional.empty(),
                Clock.systemUTC().instant()));
    }

    Mirror follow(UpstreamGit upstream) {
        Forge forge = upstream.forge();
        var mirror = new Mirror("mirror" + number(), upstream);
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

    void pull(Mirror mirror) {
        assertThat(api(mirror.name())
                        .ask("POST", "/api/v1/repos/pull-upstream", Optional.of(Map.of()))
                        .status())
                .isEqualTo(202);
    }

    void pullAndAwaitEqual(Mirror mirror) {
        pull(mirror);
        awaitEqual(mirror);
    }

    void awaitEqual(Mirror mirror) {
        awaitEqual(mirror, within(30));
    }

    void awaitEqual(Mirror mirror, ConditionFactory timeout) {
        timeout.untilAsserted(() -> {
            assertThat(refs(mirror)).isEqualTo(mirror.upstream().refs());
            assertThat(head(mirror)).isEqualTo(mirror.upstream().head());
        });
        fsck(mirror);
    }

    void awaitState(Mirror mirror, String state) {
        within(20)
                .untilAsserted(
                        () -> assertThat(status(mirror).path("state").asText()).isEqualTo(state));
    }

    void fsck(Mirror mirror) {
        Path clone = folder.resolve("clone" + number());
        TestGit.in(folder).ok("clone", "-q", "--mirror", remote(mirror), clone.toString());
        TestGit.in(clone).ok("fsck", "--full");
    }

    Map<String, String> refs(Mirror mirror) {
        return TestGit.in(folder).refsAt(remote(mirror));
    }

    /** The target of HEAD; empty if there is none. */
    String head(Mirror mirror) {
        return TestGit.in(folder).ok("ls-remote", remote(mirror), "HEAD").replaceAll("\\s.*", "");
    }

    String defaultBranch(Mirror mirror) {
        return api(mirror.name()).get("/api/v1/repo").path("default_branch").asText();
    }

    JsonNode status(Mirror mirror) {
        return state(mirror.name()).get("/api/syncs/" + mirror.name());
    }

    /** Errors of the finished passes. */
    List<String> errors(Mirror mirror) {
        List<String> errors = new ArrayList<>();
        runs(mirror).forEach(run -> {
            if (run.hasNonNull("error")) {
                errors.add(run.path("error").asText());
            }
        });
        return errors;
    }

    JsonNode runs(Mirror mirror) {
        return state(mirror.name()).get("/api/syncs/" + mirror.name() + "/runs");
    }

    byte[] largeFile(Mirror mirror, String oid, long size) throws IOException, InterruptedException {
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
    static ConditionFactory within(int seconds) {
        return await().atMost(Duration.ofSeconds(seconds))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsInstanceOf(UnexpectedAnswer.class);
    }

    JsonClient api(String repository) {
        return JsonClient.of(gitHttp.address()).withBearer(token(repository));
    }

    JsonClient state(String repository) {
        return JsonClient.of(worker.address()).withBearer(token(repository));
    }

    String remote(Mirror mirror) {
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
