package dev.millrace.githttp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.githttp.Team;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestGit.Run;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class AddressWithoutSuffixIT {

    private final Path folder = TestGit.freshFolder();
    private Team team;

    @BeforeEach
    void createRepository() {
        team = Team.registered().create("acme/widgets");
    }

    @Test
    void servesPushCloneAndFetch() {
        TestGit work = TestGit.init(folder.resolve("work"));
        work.commit("a.txt", "a");
        work.ok("push", "-q", address("acme/widgets"), "main");

        TestGit.in(folder).ok("clone", "-q", address("acme/widgets"), "copy");
        TestGit.in(folder).ok("clone", "-q", address("acme/widgets/"), "slash");
        work.commit("b.txt", "b");
        work.ok("push", "-q", address("acme/widgets"), "main");
        TestGit copy = TestGit.in(folder.resolve("copy"));
        copy.ok("fetch", "-q");

        assertThat(copy.ok("rev-parse", "origin/main")).isEqualTo(work.ok("rev-parse", "main"));
        assertThat(TestGit.in(folder).ok("-c", "protocol.version=0", "ls-remote", address("acme/widgets")))
                .contains("refs/heads/main");
    } // #9.24

    @Test
    void servesItsRemotes() {
        TestGit work = TestGit.init(folder.resolve("work"));
        work.commit("a.txt", "a");

        work.ok("push", "-q", address("acme/widgets+ephemeral"), "main");

        assertThat(work.ok("ls-remote", address("acme/widgets+ephemeral"))).contains("refs/heads/main");
        assertThat(work.ok("ls-remote", address("acme/widgets"))).doesNotContain("refs/heads/main");
    } // #9.24

    @Test
    void showsASentenceWhereTheNameIsWrong() {
        String token = team.token("acme/nothing", "git:read");

        Run clone = TestGit.in(folder)
                .run("clone", team.remote("acme/nothing", token).replace(".git", ""), "copy");

        assertThat(clone.exit()).isNotZero();
        assertThat(clone.err()).contains("remote: ").contains("acme/nothing");
    } // #9.24

    private String address(String path) {
        return team.remote("acme/widgets").replace("acme/widgets.git", path);
    }
}
