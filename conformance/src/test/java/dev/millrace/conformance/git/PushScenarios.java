package dev.millrace.conformance.git;

import static dev.millrace.conformance.git.Scenes.movedOn;
import static dev.millrace.conformance.git.Scenes.seeded;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Pushes of every kind, including those that must be refused. */
final class PushScenarios {

    private PushScenarios() {}

    static List<Scenario> all() {
        return List.of(
                new Scenario(
                        "first push",
                        s -> s.begin("work")
                                .commit("a.txt", "a\n")
                                .run("push", "-u", "origin", "main")
                                .end()),
                new Scenario("first push of everything", s -> {
                    s.begin("work")
                            .commit("a.txt", "a\n")
                            .quietly("branch", "b")
                            .quietly("tag", "t");
                    s.run("push", "origin", "main")
                            .run("push", "--all", "origin")
                            .run("push", "--tags", "origin")
                            .end();
                }),
                new Scenario(
                        "fast forward",
                        s -> seeded(s)
                                .commit("b.txt", "b\n")
                                .run("push", "origin", "main")
                                .end()),
                new Scenario(
                        "nothing to push",
                        s -> seeded(s).run("push", "origin", "main").end()),
                new Scenario(
                        "dry run",
                        s -> seeded(s)
                                .commit("b.txt", "b\n")
                                .run("push", "--dry-run", "origin", "main")
                                .end()),
                new Scenario(
                        "what others overtook",
                        s -> movedOn(s)
                                .commit("mine.txt", "mine\n")
                                .run("push", "origin", "main")
                                .end()),
                new Scenario(
                        "history rewritten without force",
                        s -> seeded(s)
                                .quietly("reset", "-q", "--hard", "HEAD~2")
                                .commit("c.txt", "c\n")
                                .run("push", "origin", "main")
                                .end()),
                new Scenario(
                        "history rewritten with force",
                        s -> seeded(s)
                                .quietly("reset", "-q", "--hard", "HEAD~2")
                                .commit("c.txt", "c\n")
                                .run("push", "--force", "origin", "main")
                                .end()),
                new Scenario(
                        "history rewritten with a plus sign",
                        s -> seeded(s)
                                .quietly("commit", "-q", "--amend", "-m", "amended")
                                .run("push", "origin", "+main")
                                .end()),
                new Scenario(
                        "force with lease that holds",
                        s -> seeded(s)
                                .quietly("commit", "-q", "--amend", "-m", "amended")
                                .run("push", "--force-with-lease", "origin", "main")
                                .end()),
                new Scenario(
                        "force with lease that does not hold",
                        s -> movedOn(s)
                                .quietly("commit", "-q", "--amend", "-m", "amended")
                                .run("push", "--force-with-lease", "origin", "main")
                                .end()),
                new Scenario(
                        "force with lease on nothing",
                        s -> seeded(s)
                                .run("push", "--force-with-lease=refs/heads/new:", "origin", "main:refs/heads/new")
                                .end()),
                new Scenario(
                        "branch deleted",
                        s -> seeded(s)
                                .run("push", "origin", "--delete", "topic")
                                .end()),
                new Scenario(
                        "tag deleted",
                        s -> seeded(s).run("push", "origin", ":refs/tags/v1").end()),
                new Scenario(
                        "deletion of what is not there",
                        s -> seeded(s)
                                .run("push", "origin", "--delete", "missing")
                                .end()),
                new Scenario(
                        "two deletions at once",
                        s -> seeded(s)
                                .run("push", "origin", ":topic", ":refs/tags/light")
                                .end()),
                new Scenario(
                        "annotated tag",
                        s -> seeded(s)
                                .quietly("tag", "-a", "-m", "2", "v2")
                                .run("push", "origin", "v2")
                                .end()),
                new Scenario(
                        "tag of a tag",
                        s -> seeded(s)
                                .quietly("tag", "-a", "-m", "outer", "outer", "v1")
                                .run("push", "origin", "outer")
                                .end()),
                new Scenario(
                        "tag of a file",
                        s -> seeded(s)
                                .quietly("tag", "blob", "HEAD:file-1.txt")
                                .run("push", "origin", "blob")
                                .end()),
                new Scenario(
                        "tag moved without force",
                        s -> seeded(s)
                                .quietly("tag", "-f", "light", "main")
                                .run("push", "origin", "light")
                                .end()),
                new Scenario(
                        "tag moved with force",
                        s -> seeded(s)
                                .quietly("tag", "-f", "light", "main")
                                .run("push", "--force", "origin", "light")
                                .end()),
                new Scenario(
                        "tags that follow",
                        s -> seeded(s)
                                .commit("d.txt", "d\n")
                                .quietly("tag", "-a", "-m", "3", "v3")
                                .run("push", "--follow-tags", "origin", "main")
                                .end()),
                new Scenario("mirror push", s -> {
                    seeded(s)
                            .quietly("branch", "-D", "topic")
                            .quietly("tag", "-d", "light")
                            .quietly("branch", "new");
                    s.run("push", "--mirror", "origin").end();
                }),
                new Scenario(
                        "push with prune",
                        s -> seeded(s)
                                .quietly("branch", "-D", "topic")
                                .run("push", "--prune", "origin", "refs/heads/*:refs/heads/*")
                                .end()),
                new Scenario(
                        "atomic push",
                        s -> seeded(s)
                                .commit("e.txt", "e\n")
                                .quietly("branch", "one")
                                .run("push", "--atomic", "origin", "main", "one")
                                .end()),
                new Scenario(
                        "atomic push with one that is refused",
                        s -> movedOn(s)
                                .commit("f.txt", "f\n")
                                .quietly("branch", "two")
                                .run("push", "--atomic", "origin", "main", "two")
                                .end()),
                new Scenario(
                        "several with one that is refused",
                        s -> movedOn(s)
                                .commit("f.txt", "f\n")
                                .quietly("branch", "two")
                                .run("push", "origin", "main", "two")
                                .end()),
                new Scenario(
                        "one ref created, one moved, one deleted",
                        s -> seeded(s)
                                .commit("g.txt", "g\n")
                                .run("push", "origin", "main", "main:refs/heads/created", ":topic")
                                .end()),
                new Scenario(
                        "from a detached HEAD",
                        s -> seeded(s)
                                .quietly("checkout", "-q", "--detach")
                                .commit("h.txt", "h\n")
                                .run("push", "origin", "HEAD:refs/heads/detached")
                                .end()),
                new Scenario(
                        "an old commit as a branch",
                        s -> seeded(s)
                                .run("push", "origin", "main~3:refs/heads/old")
                                .end()),
                new Scenario(
                        "an empty commit",
                        s -> seeded(s)
                                .commitAll("Nothing")
                                .run("push", "origin", "main")
                                .end()),
                new Scenario(
                        "a merge",
                        s -> seeded(s)
                                .quietly("merge", "-q", "--no-ff", "-m", "Merge", "topic")
                                .run("push", "origin", "main")
                                .end()),
                new Scenario("a history without a common start", s -> {
                    seeded(s).quietly("checkout", "-q", "--orphan", "other").commitAll("Another start");
                    s.run("push", "origin", "other").end();
                }),
                new Scenario(
                        "from a shallow clone",
                        s -> seeded(s)
                                .cloned("copy", "--depth", "1")
                                .commit("i.txt", "i\n")
                                .run("push", "origin", "main")
                                .end()),
                new Scenario(
                        "from a partial clone",
                        s -> seeded(s)
                                .cloned("copy", "--filter=blob:none")
                                .commit("j.txt", "j\n")
                                .run("push", "origin", "main")
                                .end()),
                new Scenario("a file of five megabytes", s -> {
                    var noise = new byte[5_000_000];
                    new Random(1).nextBytes(noise);
                    seeded(s)
                            .write("noise.bin", noise)
                            .commitAll("Noise")
                            .run("push", "origin", "main")
                            .end();
                }),
                new Scenario("five hundred branches at once", s -> {
                    String tip = seeded(s).ask("rev-parse", "HEAD");
                    s.quietlyWith(
                            IntStream.range(0, 500)
                                    .mapToObj(i -> "create refs/heads/many/%03d %s\n".formatted(i, tip))
                                    .collect(Collectors.joining()),
                            "update-ref",
                            "--stdin");
                    s.run("push", "-q", "origin", "refs/heads/many/*:refs/heads/many/*")
                            .end();
                }),
                new Scenario("five hundred commits", s -> {
                    var history = new StringBuilder();
                    for (int i = 0; i < 500; i++) {
                        history.append(
                                "commit refs/heads/long\ncommitter A <a@example.invalid> %d +0000\ndata 4\nc%03d%s\n"
                                        .formatted(1_600_000_000 + i, i, i == 0 ? "" : ""));
                        history.append("M 100644 inline f.txt\ndata 4\n%04d\n\n".formatted(i));
                    }
                    seeded(s)
                            .quietlyWith(history.toString(), "fast-import", "--quiet")
                            .run("push", "origin", "long")
                            .end();
                }),
                new Scenario("executable, link and submodule", s -> {
                    seeded(s)
                            .write("run.sh", "#!/bin/sh\n".getBytes(StandardCharsets.UTF_8))
                            .quietly("add", "run.sh");
                    s.quietly("update-index", "--chmod=+x", "run.sh");
                    String blob = s.ask("rev-parse", "HEAD:file-1.txt");
                    s.quietly("update-index", "--add", "--cacheinfo", "120000," + blob + ",link");
                    s.quietly(
                            "update-index", "--add", "--cacheinfo", "160000," + s.ask("rev-parse", "HEAD") + ",module");
                    s.quietly("commit", "-q", "-m", "Kinds")
                            .run("push", "origin", "main")
                            .end();
                    s.show("ls-tree", "-r", "main");
                }),
                new Scenario("an empty file and an empty message", s -> {
                    seeded(s).write("empty", new byte[0]).quietly("add", "-A");
                    s.quietly("commit", "-q", "--allow-empty-message", "-m", "")
                            .run("push", "origin", "main")
                            .end();
                }),
                new Scenario(
                        "a branch with the name of a tag",
                        s -> seeded(s)
                                .quietly("branch", "light")
                                .run("push", "origin", "refs/heads/light")
                                .end()),
                new Scenario(
                        "the same commit under many names",
                        s -> seeded(s)
                                .run("push", "origin", "main:refs/heads/a", "main:refs/heads/b", "main:refs/tags/c")
                                .end()),
                new Scenario("push and fetch back", s -> {
                    movedOn(s).commit("k.txt", "k\n").run("push", "origin", "main:refs/heads/mine");
                    s.in("work").run("fetch").show("for-each-ref").end();
                }),
                new Scenario(
                        "machine readable report",
                        s -> seeded(s)
                                .commit("l.txt", "l\n")
                                .show("push", "--porcelain", "-q", "origin", "main")
                                .end()),
                new Scenario(
                        "a commit that is not there",
                        s -> seeded(s)
                                .run("push", "origin", "missing:refs/heads/x")
                                .end()),
                new Scenario(
                        "rename of a branch",
                        s -> seeded(s)
                                .run("push", "origin", "topic:refs/heads/renamed", ":topic")
                                .end()),
                new Scenario(
                        "deep folders",
                        s -> seeded(s)
                                .commit("d/".repeat(60) + "file.txt", "deep\n")
                                .run("push", "origin", "main")
                                .end()));
    }
}
