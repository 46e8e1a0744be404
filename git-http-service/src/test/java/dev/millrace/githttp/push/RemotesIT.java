package dev.millrace.githttp.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.Topic;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.NewRepository;
import dev.millrace.git.catalog.RepositoryName;
import dev.millrace.githttp.Team;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestGit.Run;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class RemotesIT {

    private final Path folder = TestGit.freshFolder();

    @Inject
    Catalog catalog;

    private Team team;
    private TestGit work;
    private String remote;
    private String ephemeral;
    private String imports;

    @BeforeEach
    void startWork() {
        team = Team.registered().create("Group/Sub/widgets");
        remote = team.remote("Group/Sub/widgets");
        ephemeral = suffixed("+ephemeral");
        imports = suffixed("+import");
        work = TestGit.init(folder.resolve("work"));
        work.commit("README.md", "one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2"})
    void keepsEphemeralRefsApartFromTheRepositorysOwn(String version) {
        work.ok("push", "-q", remote, "main");
        String first = work.ok("rev-parse", "HEAD").strip();
        String second = work.commit("README.md", "two");
        work.ok("tag", "-a", "v1", "-m", "tag");

        work.ok("push", "-q", ephemeral, "HEAD:refs/heads/main", "HEAD:refs/heads/try/a", "v1");

        assertThat(refs(version, remote)).containsExactlyInAnyOrder(first + " HEAD", first + " refs/heads/main");
        assertThat(refs(version, ephemeral))
                .containsExactlyInAnyOrder(
                        second + " HEAD",
                        second + " refs/heads/main",
                        second + " refs/heads/try/a",
                        work.ok("rev-parse", "v1").strip() + " refs/tags/v1",
                        second + " refs/tags/v1^{}");
        TestGit.in(folder).ok("-c", "protocol.version=" + version, "clone", "-q", ephemeral, "copy");
        TestGit copy = TestGit.in(folder.resolve("copy"));
        assertThat(copy.ok("rev-parse", "HEAD").strip()).isEqualTo(second);
        assertThat(copy.ok("fsck", "--full", "--strict")).isEmpty();
    }

    @Test
    void givesNoEphemeralCommitToReadersOfTheRepository() {
        work.ok("push", "-q", remote, "main");
        String hidden = work.commit("README.md", "two");
        work.ok("push", "-q", ephemeral, "main");
        TestGit copy = TestGit.init(folder.resolve("copy"));

        Run fetch = copy.run("fetch", remote, hidden);

        assertThat(fetch.exit()).isNotZero();
        assertThat(fetch.err()).contains("not valid");
        copy.ok("fetch", "-q", ephemeral, hidden);
    }

    @Test
    void keepsOtherNamespacesUnreachableByTheirStoredNames() {
        work.ok("push", "-q", remote, "main");
        work.ok("push", "-q", ephemeral, "main:refs/heads/x");

        for (String address : List.of(remote, ephemeral, imports)) {
            Run create = work.run("push", address, "main:refs/namespaces/ephemeral/refs/heads/y");
            Run nested = work.run("push", address, "main:refs/namespaces/other/refs/heads/y");
            assertThat(create.exit() + nested.exit()).as(address).isGreaterThanOrEqualTo(address == ephemeral ? 0 : 2);
        }
        Run delete = work.run("push", remote, ":refs/namespaces/ephemeral/refs/heads/x");
        assertThat(delete.exit()).isNotZero();
        assertThat(refs("2", ephemeral)).anyMatch(ref -> ref.endsWith(" refs/heads/x"));
        assertThat(refs("2", remote)).noneMatch(ref -> ref.contains("namespaces"));
    }

    @Test
    void sendsOnlyWhatIsNewIntoTheEphemeralNamespace() {
        for (int i = 0; i < 30; i++) {
            work.commit("file" + i, "content " + i);
        }
        work.ok("push", "-q", remote, "main");
        work.commit("README.md", "try");

        Run push = work.with("GIT_PROGRESS_DELAY", "0").run("push", "--progress", ephemeral, "HEAD:refs/heads/try");

        assertThat(push.exit()).as(push.err()).isZero();
        assertThat(push.err()).contains("Writing objects: 100% (3/3)");
    }

    @Test
    void deletesAnyEphemeralBranch() {
        work.ok("push", "-q", remote, "main");
        work.ok("push", "-q", ephemeral, "main", "main:try");

        work.ok("push", "-q", ephemeral, ":main", ":try");

        assertThat(refs("2", ephemeral)).isEmpty();
        assertThat(refs("2", remote)).hasSize(2);
    }

    @Test
    void movesAndForcesEphemeralBranchesLikeOthers() {
        work.ok("push", "-q", ephemeral, "main");
        work.commit("README.md", "two");
        work.ok("push", "-q", ephemeral, "main");
        work.ok("reset", "-q", "--hard", "HEAD~1");
        String other = work.commit("README.md", "another two");

        assertThat(work.run("push", ephemeral, "main").exit()).isNotZero();
        Run beside = work.run("push", ephemeral, "main:refs/heads/main/below");
        work.ok("push", "-q", "--force", ephemeral, "main");

        assertThat(beside.err()).contains("'refs/heads/main/below' cannot stand beside 'refs/heads/main'");
        assertThat(refs("2", ephemeral)).contains(other + " refs/heads/main");
    }

    @Test
    void takesEphemeralBranchesOnAMirror() {
        catalog.create(new NewRepository(
                team.slug(), new RepositoryName("acme/mirror"), Optional.of("github.com:4712"), "main"));
        String mirror = team.remote("acme/mirror");

        work.ok("push", "-q", mirror.replace("mirror.git", "mirror+ephemeral.git"), "main");
        Run plain = work.run("push", mirror, "main");
        Run imported = work.run("push", mirror.replace("mirror.git", "mirror+import.git"), "main");

        assertThat(plain.err()).contains("remote: github.com/acme/mirror takes pushes through the App only");
        assertThat(imported.err()).contains("remote: github.com/acme/mirror takes pushes through the App only");
        assertThat(refs("2", mirror)).isEmpty();
    }

    @Test
    void takesAnImportThatCannotBeReadThere() {
        String tip = work.ok("rev-parse", "HEAD").strip();

        work.ok("push", "-q", imports, "main");

        assertThat(refs("2", remote)).containsExactlyInAnyOrder(tip + " HEAD", tip + " refs/heads/main");
        for (String version : List.of("0", "2")) {
            Run read = work.run("-c", "protocol.version=" + version, "ls-remote", imports);
            assertThat(read.exit()).isNotZero();
            assertThat(read.err()).contains("remote: Group/Sub/widgets+import.git takes pushes only");
        }
        assertThat(work.run("clone", imports, "copy").exit()).isNotZero();
    }

    @Test
    void obeysThePoliciesOfTheTokenOnEveryRemote() throws Exception {
        JwtClaims claims = team.claims("Group/Sub/widgets", "git:write");
        claims.setClaim("refs", List.of(List.of("main", List.of("no-push"))));
        String token = team.sign(claims);

        for (String suffix : List.of("", "+ephemeral", "+import")) {
            String address =
                    team.remote("Group/Sub/widgets", token).replace("widgets.git", "widgets" + suffix + ".git");
            Run push = work.run("push", address, "main", "main:free" + suffix);

            assertThat(push.exit()).isNotZero();
            assertThat(push.err()).contains("push denied by policy").contains("main -> free" + suffix);
            Run atomic = work.run("push", "--atomic", address, "main", "main:other");
            assertThat(atomic.exit()).isNotZero();
        }
        assertThat(refs("2", remote))
                .extracting(ref -> ref.split(" ")[1])
                .containsExactlyInAnyOrder("HEAD", "refs/heads/free", "refs/heads/free+import");
        assertThat(refs("2", ephemeral))
                .extracting(ref -> ref.split(" ")[1])
                .containsExactly("refs/heads/free+ephemeral");
    }

    @Test
    void reportsEphemeralMovesUnderTheirStoredNames() {
        work.ok("push", "-q", "-o", "ci.skip", "-o", "x=\u00fc", ephemeral, "main:refs/heads/try");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(TestEvents.all(
                                Topic.GIT_UPDATES,
                                RefsMoved.class,
                                moved -> moved.repository().team().equals(team.slug())))
                        .singleElement()
                        .satisfies(moved -> {
                            assertThat(moved.moves())
                                    .extracting(RefsMoved.RefMove::ref)
                                    .containsExactly("refs/namespaces/ephemeral/refs/heads/try");
                            assertThat(moved.pushOptions()).containsExactly("ci.skip", "x=\u00fc");
                        }));
    }

    private String suffixed(String suffix) {
        return remote.replace("widgets.git", "widgets" + suffix + ".git");
    }

    private List<String> refs(String version, String address) {
        return TestGit.in(folder)
                .ok("-c", "protocol.version=" + version, "ls-remote", address)
                .lines()
                .map(line -> line.replace('\t', ' '))
                .toList();
    }
}
