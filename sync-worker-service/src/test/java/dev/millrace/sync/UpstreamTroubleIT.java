package dev.millrace.sync;

import static dev.millrace.sync.TestMirrors.request;
import static dev.millrace.sync.TestMirrors.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.GitStorage;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.UpstreamOperation;
import dev.millrace.git.upstream.UpstreamOrigin;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestForge;
import dev.millrace.testing.TestGit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Upstreams that moved, changed, or are not the server that responds, and what their mirrors report then. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeForge.class)
class UpstreamTroubleIT {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    @Inject
    GitStorage storage;

    @Inject
    Upstreams upstreams;

    @Inject
    Database database;

    private final String team = "troubled" + NUMBERS.incrementAndGet();

    private UpstreamRepository upstream;
    private TestMirrors mirrors;

    @BeforeEach
    void hostARepository() {
        mirrors = new TestMirrors(storage, upstreams, database);
        upstream = UpstreamRepository.create(team + "/tool");
        upstream.push("main", "first");
        FakeForge.open(upstream.fullName());
    }

    @Test
    void followsARenamedDefaultBranch() { // #9.22
        UUID id = follow(Optional.empty());

        upstream.git(new byte[0], "branch", "-m", "main", "trunk");
        upstream.head("trunk");
        request(id);

        mirrors.awaitEqual(id, upstream);
        within(10).untilAsserted(() -> assertThat(mirrors.find(id).head()).isEqualTo("refs/heads/trunk"));
        assertThat(mirrors.column(id, "faults")).isEqualTo("{}");
    }

    @Test
    void reportsThatTheNamedDefaultBranchIsGoneAndFollowsTheUpstreamUntilItIsBack() { // #9.22
        UUID id = follow(Optional.of("main"));
        assertThat(mirrors.column(id, "faults")).isEqualTo("{}");
        String tip = upstream.refs().get("refs/heads/main");

        upstream.git(new byte[0], "branch", "-m", "main", "trunk");
        upstream.head("trunk");
        request(id);

        mirrors.awaitEqual(id, upstream);
        within(10).untilAsserted(() -> {
            assertThat(mirrors.column(id, "faults")).contains("HEAD: the upstream has no branch 'main'");
            assertThat(mirrors.find(id).head()).isEqualTo("refs/heads/trunk");
        });

        upstream.set("refs/heads/main", tip);
        request(id);

        mirrors.awaitEqual(id, upstream);
        within(10).untilAsserted(() -> {
            assertThat(mirrors.column(id, "faults")).isEqualTo("{}");
            assertThat(mirrors.find(id).head()).isEqualTo("refs/heads/main");
        });
    }

    @Test
    void keepsTheNamedDefaultBranchWhereverTheUpstreamPointsTo() {
        upstream.push("dev", "elsewhere");
        UUID id = follow(Optional.of("dev"));

        assertThat(mirrors.find(id).head()).isEqualTo("refs/heads/dev");
        assertThat(mirrors.column(id, "faults")).isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource({
        "text/html, <html><title>Sign in</title></html>, a web page ('Sign in')",
        "text/plain, '', the answer is empty",
        "application/x-git-upload-pack-advertisement, <html>Sign in</html>, a web page",
        "application/x-git-upload-pack-advertisement, '', the answer is empty",
        "application/json, {}, application/json"
    })
    void losesNothingWhenAPageAnswersInPlaceOfTheRefs(String type, String body, String reason) { // #9.31
        UUID id = follow(Optional.empty());
        Map<String, String> before = mirrors.refs(id);
        // as often as it is tried again in the next seconds
        for (int i = 0; i < 3; i++) {
            FakeForge.next(upstream.fullName(), sending(type, body));
        }

        request(id);

        within(15)
                .untilAsserted(() -> assertThat(mirrors.column(id, "last_error"))
                        .contains("no Git server answered for")
                        .contains(reason));
        assertThat(mirrors.refs(id)).isEqualTo(before);
        upstream.push("main", "second");
        // a retry may have read the refs between the failure and this push
        request(id);
        mirrors.awaitEqual(id, upstream);
    }

    @ParameterizedTest
    @CsvSource({"text/html, <html><title>Sign in</title></html>", "application/x-git-upload-pack-result, ''"})
    void losesNothingWhenAPageAnswersALaterRequest(String type, String body) { // #9.31
        UUID id = follow(Optional.empty());
        Map<String, String> before = mirrors.refs(id);
        FakeForge.next(upstream.fullName(), (exchange, sent) -> false);
        FakeForge.next(upstream.fullName(), sending(type, body));

        request(id);

        within(15)
                .untilAsserted(
                        () -> assertThat(mirrors.column(id, "last_error")).isNotEmpty());
        assertThat(mirrors.refs(id)).isEqualTo(before);
        upstream.push("main", "second");
        // a retry may have read the refs between the failure and this push
        request(id);
        mirrors.awaitEqual(id, upstream);
    }

    @Test
    void reportsWhereAnUpstreamHasMovedAndReadsItThere() throws IOException { // #9.23
        UUID id = follow(Optional.empty());
        String renamed = upstream.fullName() + "-renamed";
        Files.move(FakeForge.directory(upstream.fullName()), FakeForge.directory(renamed));
        FakeForge.open(renamed);
        TestGit git = TestGit.in(FakeForge.directory(renamed));
        String tip = git.ok("commit-tree", "-m", "after the move", "main^{tree}");
        git.ok("update-ref", "refs/heads/main", tip);
        FakeForge.next(
                upstream.fullName(),
                redirecting(301, FakeForge.url() + "/" + renamed + ".git/info/refs?service=git-upload-pack"));

        request(id);

        within(15).untilAsserted(() -> assertThat(mirrors.refs(id)).containsEntry("refs/heads/main", tip));
        within(10)
                .untilAsserted(() ->
                        assertThat(mirrors.column(id, "moved_to")).isEqualTo(FakeForge.url() + "/" + renamed + ".git"));
        Files.move(FakeForge.directory(renamed), FakeForge.directory(upstream.fullName()));
        request(id);
        within(10)
                .untilAsserted(() -> assertThat(mirrors.column(id, "moved_to")).isEmpty());
    }

    @Test
    void followsNoRedirectToAnotherNameOfItsHost() { // #9.23
        UUID id = follow(Optional.empty());
        String elsewhere = FakeForge.url().replace("127.0.0.1", "localhost");
        FakeForge.next(upstream.fullName(), redirecting(301, elsewhere + "/x/y.git/info/refs?service=git-upload-pack"));

        request(id);

        within(15)
                .untilAsserted(() -> assertThat(mirrors.column(id, "last_error"))
                        .contains(FakeForge.url())
                        .contains(elsewhere)
                        .contains("another host"));
        assertThat(FakeForge.calls("x/y")).isZero();
    }

    @Test
    void reportsThatAnUpstreamThatIsNotFoundMayBePrivate() { // #9.23
        UUID id = attach("gitea", UpstreamMode.PUBLIC, FakeForge.url() + "/" + team + "/missing.git", Optional.empty());
        FakeForge.open(team + "/missing");
        request(id);

        within(15)
                .untilAsserted(() -> assertThat(mirrors.column(id, "last_error"))
                        .contains("/%s/missing does not exist, or it is private".formatted(team)));
    }

    private UUID follow(Optional<String> defaultBranch) {
        UUID id = attach(
                "gitea", UpstreamMode.PUBLIC, FakeForge.url() + "/" + upstream.fullName() + ".git", defaultBranch);
        request(id);
        mirrors.awaitEqual(id, upstream);
        within(10)
                .untilAsserted(
                        () -> assertThat(mirrors.column(id, "checked_at")).isNotEmpty());
        return id;
    }

    private UUID attach(String provider, UpstreamMode mode, String cloneUrl, Optional<String> defaultBranch) {
        var origin = new UpstreamOrigin(
                provider, "forge.test", team, "tool", cloneUrl, mode, UpstreamOperation.SYNC, defaultBranch);
        return mirrors.attach(team, origin, false);
    }

    private static FakeForge.Fault sending(String type, String body) {
        return (exchange, sent) -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            TestForge.send(exchange, 200, body);
            return true;
        };
    }

    private static FakeForge.Fault redirecting(int status, String location) {
        return (exchange, sent) -> {
            exchange.getResponseHeaders().set("Location", location);
            TestForge.send(exchange, status, "");
            return true;
        };
    }
}
