package dev.millrace.githttp.push;

import dev.millrace.githttp.Team;
import dev.millrace.testing.TestGit;
import java.nio.file.Path;
import java.util.List;

/** Repository {@code acme/widgets} of a team of its own, with one commit on branch {@code main}. */
final class PushedRepository {

    private final Path folder = TestGit.freshFolder();
    private final Team team = Team.registered().create("acme/widgets");
    private final TestGit work = TestGit.init(folder.resolve("work"));

    PushedRepository() {
        work.ok("remote", "add", "origin", team.remote("acme/widgets"));
        work.commit("README.md", "one");
        work.ok("push", "-q", "origin", "main");
    }

    /** Where the working copy is, and others may be. */
    Path folder() {
        return folder;
    }

    Team team() {
        return team;
    }

    /** The working copy that it was pushed from. */
    TestGit work() {
        return work;
    }

    /** HEAD and every ref of the repository: object id, space, name. */
    List<String> refs() {
        return TestGit.in(folder)
                .ok("ls-remote", team.remote("acme/widgets"))
                .lines()
                .filter(line -> !line.endsWith("^{}"))
                .map(line -> line.replace('\t', ' '))
                .toList();
    }
}
