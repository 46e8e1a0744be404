package dev.millrace.conformance.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
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
    private final Map<String, String> environment = new TreeMap<>();
    private Path place;
    private long time = 1_700_000_000L;

    Session(Path folder, String remote) {
        this.folder = folder;
        this.remote = remote;
        this.place = folder;
        environment.putAll(Map.of(
                "GIT_CONFIG_NOSYSTEM", "1",
                "GIT_CONFIG_GLOBAL", "/dev/null",
                "GIT_TERMINAL_PROMPT", "0",
                // no sample hooks in thousands of repositories
                "GIT_TEMPLATE_DIR", "",
                "GIT_AUTHOR_NAME", "Ann",
                "GIT_AUTHOR_EMAIL", "ann@example.invalid",
                "GIT_COMMITTER_NAME", "Ann",
                "GIT_COMMITTER_EMAIL", "ann@example.invalid",
                "HOME", folder.toString()));
        configure("init.defaultBranch", "main");
        configure("advice.detachedHead", "false");
        configure("protocol.version", "2");
        configure("gc.auto", "0");
        // nothing here has to survive a crash of the machine
        configure("core.fsync", "none");
    }

    /** How a command ended. */
    record Ended(int exit, String out, String err) {}

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
        int count = Integer.parseInt(environment.getOrDefault("GIT_CONFIG_COUNT", "0"));
        environment.put("GIT_CONFIG_KEY_" + count, name);
        environment.put("GIT_CONFIG_VALUE_" + count, value);
        environment.put("GIT_CONFIG_COUNT", Integer.toString(count + 1));
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
        Ended ended = git("", arguments);
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
        Ended ended = git(input, arguments);
        assertThat(ended.exit())
                .as("git %s: %s", String.join(" ", arguments), ended.err())
                .isZero();
        return this;
    }

    /** Returns git's output, as a part of the scene. */
    String ask(String... arguments) {
        Ended ended = git("", arguments);
        assertThat(ended.exit())
                .as("git %s: %s", String.join(" ", arguments), ended.err())
                .isZero();
        return ended.out().strip();
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
        Ended checked = git("", "fsck", "--full");
        see("fsck ends with " + checked.exit());
        assertThat(checked.exit()).as(checked.err()).isZero();
        assertThat(checked.out() + checked.err()).doesNotContain("missing", "broken", "error");
        return this;
    }

    private void note(String[] arguments, Ended ended) {
        // JGit's message for the same
        String output = ended.err().toLowerCase(Locale.ROOT).replace("not valid", "not our ref");
        String meaning = MEANINGFUL.stream().filter(output::contains).collect(Collectors.joining(", "));
        notes.add("git %s ends with %d, prints: %s"
                .formatted(withoutServer(String.join(" ", arguments)), ended.exit(), meaning));
    }

    private static String withoutServer(String text) {
        return text.replaceAll("http://[^/ ]+/", "SERVER/");
    }

    Ended git(String input, String... arguments) {
        var command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        time += 60;
        environment.put("GIT_AUTHOR_DATE", time + " +0000");
        environment.put("GIT_COMMITTER_DATE", time + " +0000");
        try {
            Path out = Files.createTempFile(folder, "git", ".out");
            Path err = Files.createTempFile(folder, "git", ".err");
            var builder = new ProcessBuilder(command)
                    .directory(place.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("git %s did not end".formatted(String.join(" ", arguments)));
            }
            var ended = new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
            Files.delete(out);
            Files.delete(err);
            return ended;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
