package dev.millrace.githttp.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.clone.StoredClone;
import dev.millrace.git.repack.MaintenanceConfig;
import dev.millrace.githttp.RawHttp;
import dev.millrace.githttp.Team;
import dev.millrace.githttp.fetch.FetchLimits;
import dev.millrace.githttp.fetch.FetchOutcome;
import dev.millrace.githttp.fetch.FetchRequest;
import dev.millrace.githttp.fetch.ServeFetch;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestGit.Run;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class BundleIT {

    private static final Pattern ADDRESS = Pattern.compile("bundle\\.collected\\.uri=(http://[^/]+)(/\\S+)");

    private final Path folder = TestGit.freshFolder();

    @Inject
    GitStorage storage;

    @Inject
    Catalog catalog;

    private Team team;
    private TestGit origin;

    @BeforeEach
    void pushAHistory() {
        team = Team.registered().create("acme/widgets");
        origin = TestGit.init(folder.resolve("origin"));
        for (int i = 0; i < 5; i++) {
            origin.commit("page-%d.md".formatted(i), "page " + i);
        }
        origin.ok("tag", "-a", "v1", "-m", "first");
        origin.ok("remote", "add", "origin", team.remote("acme/widgets"));
        origin.ok("push", "-q", "origin", "main", "v1");
    }

    @Test
    void beginsACloneOnceTheObjectsWereCollected() {
        assertThat(capabilities()).doesNotContain("bundle-uri");
        assertThat(command("bundle-uri")).doesNotContain("uri=");

        collect();

        assertThat(capabilities()).contains("< bundle-uri");
        Run clone = TestGit.in(folder)
                .with("GIT_TRACE_PACKET", "1")
                .run("clone", "--bundle-uri=" + local(address()), team.remote("acme/widgets"), "copy");
        assertThat(clone.exit()).as(clone.err()).isZero();
        assertThat(clone.err())
                .contains("> have " + origin.ok("rev-parse", "main").strip());
        TestGit copy = TestGit.in(folder.resolve("copy"));
        assertThat(copy.ok("for-each-ref", "refs/bundles").lines()).isNotEmpty();
        assertThat(copy.ok("fsck", "--full")).isEmpty();
    }

    @Test
    void holdsWhatThePackHadAfterTheBranchMovedOn() {
        String collected = origin.ok("rev-parse", "main").strip();
        collect();
        String before = address();
        origin.commit("more.txt", "more");
        origin.ok("push", "-q", "origin", "main");

        RawHttp.Answer bundle = get(before, Map.of());

        assertThat(bundle.status()).isEqualTo(200);
        assertThat(bundle.body()).startsWith("# v2 git bundle\n" + collected + " refs/heads/main\n");
        assertThat(get(address(), Map.of()).body()).isEqualTo(bundle.body());
    }

    @Test
    void goesOnWhereAnEarlierAttemptStopped() {
        collect();
        String address = address();
        RawHttp.Answer whole = get(address, Map.of());

        RawHttp.Answer rest = get(address, Map.of("Range", "bytes=200-"));

        int size = whole.body().length();
        assertThat(rest.status()).isEqualTo(206);
        assertThat(rest.headers()).containsEntry("content-range", "bytes 200-%d/%d".formatted(size - 1, size));
        assertThat(rest.body()).isEqualTo(whole.body().substring(200));
        assertThat(rest.headers().get("etag")).isEqualTo(whole.headers().get("etag"));
        assertThat(get(address, Map.of("Range", "bytes=%d-".formatted(size))).status())
                .isEqualTo(416);
    }

    @Test
    void isGivenToNoOtherCaller() {
        collect();
        String address = address();
        String path = address.substring(address.indexOf("/acme"));
        int middle = path.length() - 20;
        char other = path.charAt(middle) == 'A' ? 'B' : 'A';

        assertThat(RawHttp.get(path.substring(0, middle) + other + path.substring(middle + 1), Map.of())
                        .status())
                .isEqualTo(404);
        assertThat(RawHttp.get("/acme/widgets.git/bundles/", Map.of()).status()).isEqualTo(404);
    }

    @Test
    void aFullCloneIsACopyOfTheCollectedPackAndOfWhatCameInSince() throws IOException {
        collect();
        origin.commit("more.txt", "more");
        origin.ok("push", "-q", "origin", "main");

        FetchOutcome whole = copied("");
        FetchOutcome withoutBlobs = copied(packet("filter blob:none"));

        long objects = origin.ok("rev-list", "--objects", "--all").lines().count();
        assertThat(whole)
                .isInstanceOfSatisfying(
                        FetchOutcome.PackSent.class,
                        pack -> assertThat(pack.objects()).isEqualTo(objects));
        assertThat(withoutBlobs)
                .isInstanceOfSatisfying(
                        FetchOutcome.PackSent.class,
                        pack -> assertThat(pack.objects()).isEqualTo(objects - 6));
        for (String kind : List.of("--no-local", "--filter=blob:none")) {
            TestGit.in(folder).ok("clone", "-q", kind, team.remote("acme/widgets"), "copy" + kind);
            TestGit copy = TestGit.in(folder.resolve("copy" + kind));
            assertThat(copy.ok("fsck", "--full")).isEmpty();
            assertThat(copy.ok("status", "--porcelain")).isEmpty();
            assertThat(copy.ok("rev-parse", "origin/main", "v1")).isEqualTo(origin.ok("rev-parse", "main", "v1"));
        }
    }

    private FetchOutcome copied(String filter) throws IOException {
        String request = packet("command=fetch") + "0001" + packet("ofs-delta") + filter
                + packet("want " + origin.ok("rev-parse", "main").strip())
                + packet("want " + origin.ok("rev-parse", "v1").strip()) + packet("done") + "0000";
        try (Repository repository = storage.read(stored().id())) {
            StoredClone clone = ServeFetch.stored(
                            repository,
                            FetchRequest.read(
                                    Set.of("version=2"),
                                    request.getBytes(StandardCharsets.UTF_8),
                                    new FetchLimits(100, 100)))
                    .orElseThrow();
            return new ServeFetch(Duration.ofSeconds(5)).copy(clone, OutputStream.nullOutputStream());
        }
    }

    private void collect() {
        var maintenance = storage.maintenance(new MaintenanceConfig(
                MaintenanceConfig.Collector.JGIT, "git", 20, 0.3, 6_700, 1, Duration.ofDays(14), 0));
        var lease = maintenance.claim(stored().id(), Duration.ofMinutes(1)).orElseThrow();
        maintenance.work(lease, () -> false);
    }

    private StoredRepository stored() {
        return catalog.find(team.slug(), "acme/widgets").orElseThrow();
    }

    private String capabilities() {
        return origin.with("GIT_TRACE_PACKET", "1").run("ls-remote", "origin").err();
    }

    private String address() {
        Matcher address = ADDRESS.matcher(command("bundle-uri"));
        assertThat(address.find()).isTrue();
        return address.group(1) + address.group(2);
    }

    private static String local(String address) {
        return "http://localhost:" + RestAssured.port + address.substring(address.indexOf("/acme"));
    }

    private static RawHttp.Answer get(String address, Map<String, String> headers) {
        return RawHttp.get(address.substring(address.indexOf("/acme")), headers);
    }

    private String command(String name) {
        Map<String, String> headers = RawHttp.basic(team.token("acme/widgets", "git:read"));
        headers.put("Content-Type", "application/x-git-upload-pack-request");
        headers.put("Git-Protocol", "version=2");
        String body = packet("command=" + name) + "0001" + "0000";
        return RawHttp.send("POST", "/acme/widgets.git/git-upload-pack", headers, body.getBytes(StandardCharsets.UTF_8))
                .body();
    }

    private static String packet(String line) {
        return "%04x%s\n".formatted(line.length() + 5, line);
    }
}
