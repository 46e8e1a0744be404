package dev.millrace.conformance.git;

import static dev.millrace.conformance.git.Scenes.seeded;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Clones that leave out what they do not need yet, and fetches by name. */
final class PartialScenarios {

    private PartialScenarios() {}

    static List<Scenario> all() {
        return List.of(
                filtered("blob:none", "blob:none"),
                filtered("blob:limit=1k", "blob:limit=1k"),
                filtered("blob:limit=0", "blob:limit=0"),
                filtered("tree:0", "tree:0"),
                filtered("tree:1", "tree:1"),
                filtered("tree:2", "tree:2"),
                new Scenario(
                        "files come when they are looked at",
                        s -> large(s).cloned("copy", "--filter=blob:none", "--no-checkout")
                                .show("rev-list", "--objects", "--all", "--missing=print")
                                .run("checkout", "-q", "main")
                                .show("status", "--short")),
                new Scenario("a partial clone is fetched into", s -> {
                    large(s).cloned("copy", "--filter=blob:none");
                    s.in("work").commit("more.txt", "more\n").quietly("push", "-q", "origin", "main");
                    s.in("copy").run("fetch").run("merge", "-q", "origin/main").show("rev-parse", "HEAD");
                }),
                new Scenario(
                        "a partial clone becomes whole",
                        s -> large(s).cloned("copy", "--filter=blob:none")
                                .run("fetch", "--refetch", "--no-filter")
                                .show("rev-list", "--objects", "--all", "--missing=print")),
                new Scenario(
                        "partial and shallow at once",
                        s -> large(s).cloned("copy", "--filter=blob:none", "--depth", "1")
                                .show("log", "--format=%H")),
                new Scenario(
                        "a history without files",
                        s -> large(s).cloned("copy.git", "--bare", "--filter=tree:0")
                                .show("log", "--format=%H %s", "--all")),
                new Scenario("a commit behind a branch by its name", s -> {
                    String old = seeded(s).ask("rev-parse", "main~3");
                    s.begin("copy").run("fetch", "origin", old).show("log", "--format=%H", "FETCH_HEAD");
                }),
                new Scenario("a commit behind a branch, shallow", s -> {
                    String old = seeded(s).ask("rev-parse", "main~2");
                    s.begin("copy")
                            .run("fetch", "--depth", "1", "origin", old)
                            .show("log", "--format=%H", "FETCH_HEAD");
                }),
                new Scenario("a tag object by its name", s -> {
                    String tag = seeded(s).ask("rev-parse", "v1");
                    s.begin("copy").run("fetch", "origin", tag).show("cat-file", "-p", "FETCH_HEAD");
                }),
                new Scenario(
                        "an object that does not exist",
                        s -> seeded(s)
                                .begin("copy")
                                .run("fetch", "origin", "1234567890123456789012345678901234567890")));
    }

    private static Scenario filtered(String name, String filter) {
        return new Scenario(
                "clone with filter " + name,
                s -> large(s).cloned("copy", "--no-checkout", "--filter=" + filter)
                        .show("rev-list", "--objects", "--all", "--missing=print"));
    }

    /** Contains a file that is larger than a limit. */
    private static Session large(Session s) {
        seeded(s).write("large.txt", "0123456789abcdef\n".repeat(200).getBytes(StandardCharsets.UTF_8));
        return s.commitAll("Add a large file").quietly("push", "-q", "origin", "main");
    }
}
