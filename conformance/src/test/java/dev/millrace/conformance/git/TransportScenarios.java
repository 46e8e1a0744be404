package dev.millrace.conformance.git;

import static dev.millrace.conformance.git.Scenes.movedOn;
import static dev.millrace.conformance.git.Scenes.seeded;

import java.util.List;
import java.util.Random;

/** How requests are transferred: chunked, compressed, repeated, and to repositories that do not exist. */
final class TransportScenarios {

    private TransportScenarios() {}

    static List<Scenario> all() {
        return List.of(
                new Scenario("push in pieces", s -> {
                    var noise = new byte[300_000];
                    new Random(2).nextBytes(noise);
                    seeded(s)
                            .configure("http.postBuffer", "65536")
                            .write("noise.bin", noise)
                            .commitAll("Noise");
                    s.run("push", "origin", "main").end();
                }),
                new Scenario("long negotiation", s -> {
                    seeded(s).cloned("copy");
                    for (int i = 0; i < 40; i++) {
                        s.commit("mine-" + i, i + "\n");
                    }
                    s.in("work").commit("theirs.txt", "theirs\n").quietly("push", "-q", "origin", "main");
                    s.in("copy").run("fetch").show("log", "--format=%H", "origin/main");
                }),
                new Scenario("many wants, packed", s -> {
                    String tip = seeded(s).ask("rev-parse", "HEAD");
                    var script = new StringBuilder();
                    for (int i = 0; i < 120; i++) {
                        script.append(
                                "commit refs/heads/side/%03d\ncommitter A <a@example.invalid> %d +0000\ndata 0\n\nfrom %s\n"
                                        .formatted(i, 1_700_000_000 + i, tip));
                    }
                    s.quietlyWith(script.toString(), "fast-import", "--quiet").quietly("push", "-q", "--all", "origin");
                    s.cloned("copy").show("for-each-ref");
                }),
                new Scenario("clone by two at once", s -> {
                    seeded(s).cloned("one");
                    s.cloned("two").show("rev-parse", "HEAD");
                }),
                new Scenario(
                        "fetch of several remotes' refs in one go",
                        s -> seeded(s)
                                .begin("copy")
                                .run("fetch", "origin", "main", "topic", "refs/tags/v1")
                                .show("rev-parse", "FETCH_HEAD")),
                new Scenario(
                        "a repository that is not there",
                        s -> s.in(".").run("ls-remote", s.remote().replaceAll("/scenario", "/nothing-like-scenario"))),
                new Scenario(
                        "clone of a repository that is not there",
                        s -> s.in(".")
                                .run("clone", s.remote().replaceAll("/scenario", "/nothing-like-scenario"), "copy")),
                new Scenario(
                        "push to a repository that is not there",
                        s -> s.begin("work")
                                .commit("a.txt", "a\n")
                                .run("push", s.remote().replaceAll("/scenario", "/nothing-like-scenario"), "main")),
                new Scenario(
                        "address without the ending",
                        s -> seeded(s).in(".").run("ls-remote", s.remote() + "/no/such/thing")),
                new Scenario("archive over HTTP", s -> seeded(s).run("archive", "--remote=origin", "HEAD")),
                new Scenario(
                        "pull with rebase",
                        s -> movedOn(s)
                                .commit("mine.txt", "mine\n")
                                .run("pull", "-q", "--rebase")
                                .run("push", "origin", "main")
                                .end()),
                new Scenario("submodule", s -> {
                    seeded(s).cloned("outer").configure("protocol.file.allow", "always");
                    s.run("submodule", "--quiet", "add", s.remote(), "inner").show("submodule", "status");
                }),
                new Scenario(
                        "progress is shown", s -> seeded(s).in(".").run("clone", "--progress", s.remote(), "copy")),
                new Scenario(
                        "fetch that keeps the pack",
                        s -> movedOn(s).run("fetch", "--keep").show("log", "--format=%H", "origin/main")),
                new Scenario(
                        "push without thin packs",
                        s -> seeded(s)
                                .commit("file-1.txt", "content 1, changed\n")
                                .run("push", "--no-thin", "origin", "main")
                                .end()),
                new Scenario(
                        "several jobs",
                        s -> movedOn(s).run("fetch", "--jobs", "4", "--all").show("for-each-ref")));
    }
}
