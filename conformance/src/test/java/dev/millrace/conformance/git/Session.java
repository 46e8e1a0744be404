package dev.millrace.conformance.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestGit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A client that works with one new repository on one server. It notes everything relevant: how each command ended, the
 * meaningful messages it printed, and what the scenario asked to record. Commits have the same ids on every server,
 * because time is counted and not read from the clock.
 */
final class Session {

    /** Parts of messages from which users understand what happened; a server may word the rest as it likes. */
    private static final List<String> MEANINGFUL = List.of(
            "non-fast-forward",
            "fetch first",
            "already exists",
            "stale info",
            "atomic push failed",
            "deletion of the current branch prohibited",
            "couldn't find remote ref",
            "not our ref",
            "remote branch",
            "repository not found",
            "everything up-to-date",
            "[new branch]",
            "[new tag]",
            "[new reference]",
            "[deleted]",
            "forced update",
            "empty repository",
            "shallow update not allowed",
            "does not support",
            "unable to update local ref",
            "directory/file conflict",
            "did not send all necessary objects",
            "bad object",
            "early eof",
            "hung up",
            "remote end",
            "invalid");

    private final Path folder;
    private final String remote;
    private final List<String> notes = new ArrayList<>();
    private TestGit git;
    private Path place;
    private long time = 1_700_000_000L;

    Session(Path folder, String remote) {
        this.folder = folder;
        this.remote = remote;
        this.place = folder;
        this.git = TestGit.in(folder)
                // no sample hooks in thousands of repositories
                .with("GIT_TEMPLATE_DIR", "")
                .with("HOME", folder.toString());
        configure("init.defaultBranch", "main");
        configure("advice.detachedHead", "false");
        configure("protocol.version", "2");
        configure("gc.auto", "0");
        // nothing here has to survive a crash of the machine
        configure("core.fsync", "none");
    }

    /** Address of the repository, empty at first. */
    String remote() {
        return remote;
    }

    /** The notes, one line for each. */
    List<String> notes() {
        return notes;
    }

    /** Switches to a folder below the session's, which is created if it does not exist. */
    Session in(String name) {
        place = folder.resolve(name);
        try {
            Files.createDirectories(place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Sets a git setting for every command from now on; a later one for the same name wins. */
    Session configure(String name, String value) {
        git = git.configured(name, value);
        return this;
    }

    /** Creates a repository in a folder, with the remote as origin, and switches to it. */
    Session begin(String name) {
        in(name);
        quietly("init", "-q");
        return quietly("remote", "add", "origin", remote);
    }

    /** Clones into a folder, and switches to it. */
    Session cloned(String name, String... options) {
        in(".");
        var command = new ArrayList<>(List.of("clone"));
        command.addAll(List.of(options));
        command.addAll(List.of(remote, name));
        run(command.toArray(String[]::new));
        return in(name);
    }

    /** Writes a file and commits it. */
    Session commit(String file, String content) {
        return write(file, content.getBytes(StandardCharsets.UTF_8)).commitAll("Change " + file);
    }

    /** Writes a file. */
    Session write(String file, byte[] content) {
        try {
            Path path = place.resolve(file);
            Files.createDirectories(path.resolveSibling(""));
            Files.write(path, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Commits all changes. */
    Session commitAll(String message) {
        quietly("add", "-A");
        return quietly("commit", "-q", "--allow-empty", "-m", message);
    }

    /** Runs git, and notes how it ended. */
    Session run(String... arguments) {
        note(arguments, git("", arguments));
        return this;
    }

    /** Runs git, and notes how it ended and what it printed. */
    Session show(String... arguments) {
        TestGit.Run ended = git("", arguments);
        note(arguments, ended);
        ended.out().lines().sorted().forEach(line -> notes.add("    " + withoutServer(line)));
        return this;
    }

    /** Runs git as a part of the scene: it must succeed, and is not noted. */
    Session quietly(String... arguments) {
        return quietlyWith("", arguments);
    }

    /** As {@link #quietly}, with standard input. */
    Session quietlyWith(String input, String... arguments) {
        atTheNextMinute().okWith(input, arguments);
        return this;
    }

    /** Returns git's output, as a part of the scene. */
    String ask(String... arguments) {
        return atTheNextMinute().ok(arguments);
    }

    /** Notes something that was observed by other means. */
    Session see(String what) {
        notes.add(what);
        return this;
    }

    /** Notes the final state as every client sees it: the refs, and the content of a complete clone. */
    Session end() {
        in(".");
        show("ls-remote", remote);
        quietly("clone", "-q", "--mirror", remote, "at-the-end.git");
        in("at-the-end.git");
        show("for-each-ref");
        show("symbolic-ref", "HEAD");
        TestGit.Run checked = git("", "fsck", "--full");
        see("fsck ends with " + checked.exit());
        assertThat(checked.exit()).as(checked.err()).isZero();
        assertThat(checked.out() + checked.err()).doesNotContain("missing", "broken", "error");
        return this;
    }

    private void note(String[] arguments, TestGit.Run ended) {
        // JGit's message for the same
        String output = ended.err().toLowerCase(Locale.ROOT).replace("not valid", "not our ref");
        String meaning = MEANINGFUL.stream().filter(output::contains).collect(Collectors.joining(", "));
        notes.add("git %s ends with %d, prints: %s"
                .formatted(withoutServer(String.join(" ", arguments)), ended.exit(), meaning));
    }

    private static String withoutServer(String text) {
        return text.replaceAll("http://[^/ ]+/", "SERVER/");
    }

    TestGit.Run git(String input, String... arguments) {
        return atTheNextMinute().run(input.getBytes(StandardCharsets.UTF_8), arguments);
    }

    private TestGit atTheNextMinute() {
        time += 60;
        return git.at(place).with("GIT_AUTHOR_DATE", time + " +0000").with("GIT_COMMITTER_DATE", time + " +0000");
    }
}
