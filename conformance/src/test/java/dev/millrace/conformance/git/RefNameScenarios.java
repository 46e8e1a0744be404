package dev.millrace.conformance.git;

import static dev.millrace.conformance.git.Scenes.seeded;

import java.util.ArrayList;
import java.util.List;

/** Names of refs, including those that git rejects. */
final class RefNameScenarios {

    private static final List<String> GOOD = List.of(
            "refs/heads/feature/deep/er",
            "refs/heads/with.dots.and-dashes_and+plus",
            "refs/heads/grüße-世界",
            "refs/heads/percent%20sign",
            "refs/heads/" + "n".repeat(180),
            "refs/heads/@",
            "refs/heads/UPPER",
            "refs/tags/1.0",
            "refs/notes/commits",
            "refs/custom/place/x",
            "refs/heads/quote'd\"and$dollar");

    private RefNameScenarios() {}

    static List<Scenario> all() {
        var all = new ArrayList<Scenario>();
        GOOD.forEach(name -> all.add(new Scenario(
                "ref " + (name.length() > 60 ? "with a long name" : name),
                s -> seeded(s)
                        .run("push", "origin", "main:" + name)
                        .end()
                        .in("work")
                        .run("push", "origin", ":" + name)
                        .show("ls-remote", "origin"))));
        all.add(new Scenario(
                "names that differ in case",
                s -> seeded(s)
                        .run("push", "origin", "main:refs/heads/Case", "topic:refs/heads/case")
                        .show("ls-remote", "origin")));
        all.add(new Scenario(
                "folder where a branch is",
                s -> seeded(s)
                        .run("push", "origin", "main:refs/heads/topic/below")
                        .end()));
        all.add(new Scenario(
                "branch where a folder is",
                s -> seeded(s)
                        .run("push", "origin", "main:refs/heads/a/b")
                        .run("push", "origin", "main:refs/heads/a")
                        .end()));
        all.add(new Scenario(
                "branch becomes a folder in two pushes",
                s -> seeded(s)
                        .run("push", "origin", ":topic")
                        .run("push", "origin", "main:refs/heads/topic/below")
                        .end()));
        all.add(new Scenario(
                "name with two dots",
                s -> seeded(s).run("push", "origin", "main:refs/heads/a..b").end()));
        all.add(new Scenario(
                "name with a space",
                s -> seeded(s).run("push", "origin", "main:refs/heads/a b").end()));
        all.add(new Scenario(
                "name that ends with lock",
                s -> seeded(s).run("push", "origin", "main:refs/heads/a.lock").end()));
        all.add(new Scenario(
                "name outside of refs",
                s -> seeded(s).run("push", "origin", "main:heads").end()));
        return all;
    }
}
