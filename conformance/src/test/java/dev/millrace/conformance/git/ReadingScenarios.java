package dev.millrace.conformance.git;

import static dev.millrace.conformance.git.Scenes.movedOn;
import static dev.millrace.conformance.git.Scenes.seeded;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Clones, fetches and listings, each in every version of the protocol. */
final class ReadingScenarios {

    private ReadingScenarios() {}

    static List<Scenario> all() {
        var all = new ArrayList<Scenario>();
        scripts().forEach((name, script) -> Scenes.PROTOCOLS.forEach(protocol -> all.add(in(protocol, name, script))));
        deepening()
                .forEach((name, script) -> Scenes.PROTOCOLS.forEach(protocol -> all.add(in(protocol, name, script))));
        return all;
    }

    private static Scenario in(String protocol, String name, Consumer<Session> script) {
        return new Scenario(
                "%s, protocol %s".formatted(name, protocol),
                s -> script.accept(s.configure("protocol.version", protocol)));
    }

    private static Map<String, Consumer<Session>> scripts() {
        var scripts = new TreeMap<String, Consumer<Session>>();
        scripts.put("clone of an empty repository", s -> s.cloned("copy").show("for-each-ref"));
        scripts.put(
                "clone",
                s -> seeded(s)
                        .cloned("copy")
                        .show("log", "--format=%H %s", "--all")
                        .end());
        scripts.put(
                "clone of a branch",
                s -> seeded(s).cloned("copy", "--branch", "topic").show("rev-parse", "HEAD"));
        scripts.put(
                "clone of a tag",
                s -> seeded(s).cloned("copy", "--branch", "v1").show("rev-parse", "HEAD"));
        scripts.put(
                "clone of a branch that is not there",
                s -> seeded(s).in(".").run("clone", "--branch", "missing", s.remote(), "copy"));
        scripts.put(
                "clone of one branch",
                s -> seeded(s)
                        .cloned("copy", "--single-branch")
                        .show("for-each-ref")
                        .show("count-objects", "-v"));
        scripts.put(
                "clone without tags", s -> seeded(s).cloned("copy", "--no-tags").show("for-each-ref"));
        scripts.put(
                "bare clone",
                s -> seeded(s).cloned("copy.git", "--bare").show("for-each-ref").show("symbolic-ref", "HEAD"));
        scripts.put("mirror clone and update", s -> {
            seeded(s).cloned("copy.git", "--mirror");
            s.in("work").commit("more.txt", "more\n").quietly("push", "-q", "origin", "main", ":topic");
            s.in("copy.git").run("remote", "update", "--prune").show("for-each-ref");
        });
        scripts.put(
                "shallow clone",
                s -> seeded(s)
                        .cloned("copy", "--depth", "1")
                        .show("log", "--format=%H")
                        .show("rev-parse", "--is-shallow-repository"));
        scripts.put(
                "shallow clone that is deepened",
                s -> seeded(s)
                        .cloned("copy", "--depth", "1")
                        .run("fetch", "--depth", "3")
                        .show("log", "--format=%H"));
        scripts.put(
                "shallow clone that becomes whole",
                s -> seeded(s)
                        .cloned("copy", "--depth", "2")
                        .run("fetch", "--unshallow")
                        .show("log", "--format=%H")
                        .show("rev-parse", "--is-shallow-repository"));
        scripts.put("fetch into a shallow clone", s -> {
            seeded(s).cloned("copy", "--depth", "1");
            s.in("work").commit("more.txt", "more\n").quietly("push", "-q", "origin", "main");
            s.in("copy").run("fetch").show("log", "--format=%H", "origin/main");
        });
        scripts.put("fetch of what is new", s -> movedOn(s).run("fetch").show("log", "--format=%H", "origin/main"));
        scripts.put(
                "fetch of nothing new",
                s -> seeded(s).cloned("copy").run("fetch").show("for-each-ref"));
        scripts.put("pull", s -> movedOn(s).run("pull", "-q").show("rev-parse", "HEAD"));
        scripts.put("fetch with prune", s -> {
            seeded(s).cloned("copy");
            s.in("work").quietly("push", "-q", "origin", ":topic");
            s.in("copy").run("fetch", "--prune").show("for-each-ref");
        });
        scripts.put("fetch of a forced update", s -> {
            seeded(s).cloned("copy");
            s.in("work")
                    .quietly("reset", "-q", "--hard", "HEAD~2")
                    .commit("other.txt", "other\n")
                    .quietly("push", "-q", "--force", "origin", "main");
            s.in("copy").run("fetch").show("for-each-ref");
        });
        scripts.put("fetch of tags that follow", s -> {
            seeded(s).cloned("copy");
            s.in("work")
                    .commit("more.txt", "more\n")
                    .quietly("tag", "-a", "-m", "2", "v2")
                    .quietly("push", "-q", "origin", "main", "v2");
            s.in("copy").run("fetch").show("for-each-ref");
        });
        scripts.put("fetch of a tag that moved", s -> {
            seeded(s).cloned("copy");
            s.in("work").quietly("tag", "-f", "light", "main").quietly("push", "-q", "--force", "origin", "light");
            s.in("copy")
                    .run("fetch", "--tags")
                    .run("fetch", "--tags", "--force")
                    .show("for-each-ref");
        });
        scripts.put(
                "fetch of one ref",
                s -> seeded(s)
                        .begin("copy")
                        .run("fetch", "origin", "refs/heads/topic:refs/heads/here")
                        .show("for-each-ref"));
        scripts.put(
                "fetch of a ref that is not there",
                s -> seeded(s).begin("copy").run("fetch", "origin", "refs/heads/missing"));
        scripts.put("fetch of a commit that a branch points at", s -> {
            String tip = seeded(s).ask("rev-parse", "main");
            s.begin("copy").run("fetch", "origin", tip).show("rev-parse", "FETCH_HEAD");
        });
        scripts.put("listing", s -> seeded(s).show("ls-remote", "origin"));
        scripts.put("listing of heads", s -> seeded(s).show("ls-remote", "--heads", "origin"));
        scripts.put("listing of tags", s -> seeded(s).show("ls-remote", "--tags", "origin"));
        scripts.put(
                "listing by pattern",
                s -> seeded(s).show("ls-remote", "origin", "t*").show("ls-remote", "--refs", "origin", "v*"));
        scripts.put("listing with HEAD", s -> seeded(s).show("ls-remote", "--symref", "origin", "HEAD"));
        scripts.put(
                "listing of what is not there", s -> seeded(s).show("ls-remote", "--exit-code", "origin", "missing"));
        return scripts;
    }

    private static Map<String, Consumer<Session>> deepening() {
        var scripts = new TreeMap<String, Consumer<Session>>();
        scripts.put(
                "shallow clone that is deepened by some",
                s -> seeded(s)
                        .cloned("copy", "--depth", "1")
                        .run("fetch", "--deepen", "2")
                        .show("log", "--format=%H"));
        scripts.put("shallow since", s -> {
            seeded(s);
            String since = s.in("work").ask("log", "-1", "--format=%ct", "main~2");
            s.cloned("copy", "--shallow-since", since).show("log", "--format=%H");
        });
        scripts.put(
                "shallow without what a tag has",
                s -> seeded(s).cloned("copy", "--shallow-exclude", "v1").show("log", "--format=%H"));
        return scripts;
    }
}
