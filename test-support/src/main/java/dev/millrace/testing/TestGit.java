package dev.millrace.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The {@code git} of this machine in one folder, without the settings of its user: no {@code GIT_*} variable of the caller,
 * no user or system configuration, no password prompt, a fixed author and committer, messages in English. A command that
 * does not end is killed after two minutes. Immutable.
 */
public final class TestGit {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private static final Map<String, String> ISOLATED = Map.of(
            "GIT_CONFIG_NOSYSTEM", "1",
            "GIT_CONFIG_GLOBAL", "/dev/null",
            "GIT_TERMINAL_PROMPT", "0",
            // git also reads files below these that it does not count as configuration: ignore, attributes, credentials
            "HOME", "/nonexistent",
            "XDG_CONFIG_HOME", "/nonexistent",
            "LC_ALL", "C.UTF-8");

    private static final Map<String, String> ANN = Map.of(
            "GIT_AUTHOR_NAME", "Ann",
            "GIT_AUTHOR_EMAIL", "ann@example.com",
            "GIT_COMMITTER_NAME", "Ann",
            "GIT_COMMITTER_EMAIL", "ann@example.com");

    private final Path folder;
    private final Map<String, String> environment;
    private final Duration timeout;

    private TestGit(Path folder, Map<String, String> environment, Duration timeout) {
        this.folder = folder;
        this.environment = environment;
        this.timeout = timeout;
    }

    /** Git in an existing folder. */
    public static TestGit in(Path folder) {
        return new TestGit(folder, ANN, TIMEOUT);
    }

    /** A new repository with branch {@code main}; the folder is created if it does not exist. */
    public static TestGit init(Path folder) {
        return created(folder, "init", "-q", "-b", "main");
    }

    /** A new bare repository with branch {@code main}; the folder is created if it does not exist. */
    public static TestGit initBare(Path folder) {
        return created(folder, "init", "-q", "--bare", "-b", "main");
    }

    private static TestGit created(Path folder, String... arguments) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        TestGit git = in(folder);
        git.ok(arguments);
        return git;
    }

    /** A fresh folder below {@code target}. {@code @TempDir} does not work for fields of a {@code @QuarkusTest}. */
    public static Path freshFolder() {
        try {
            return Files.createTempDirectory(
                    Files.createDirectories(Path.of("target").toAbsolutePath()), "git");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path folder() {
        return folder;
    }

    /** The same in another folder, which exists. */
    public TestGit at(Path other) {
        return new TestGit(other, environment, timeout);
    }

    /** The same with one more environment variable. */
    public TestGit with(String name, String value) {
        Map<String, String> more = new TreeMap<>(environment);
        more.put(name, value);
        return new TestGit(folder, more, timeout);
    }

    /** The same with one more setting, for example {@code gc.auto}; a later value for the same name wins. */
    public TestGit configured(String name, String value) {
        int count = Integer.parseInt(environment.getOrDefault("GIT_CONFIG_COUNT", "0"));
        return with("GIT_CONFIG_KEY_" + count, name)
                .with("GIT_CONFIG_VALUE_" + count, value)
                .with("GIT_CONFIG_COUNT", Integer.toString(count + 1));
    }

    TestGit withTimeout(Duration other) {
        return new TestGit(folder, environment, other);
    }

    /** Writes a file and commits it; returns the commit's id. */
    public String commit(String file, String content) {
        try {
            Path path = folder.resolve(file);
            Files.createDirectories(path.resolveSibling(""));
            Files.writeString(path, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ok("add", "--", file);
        ok("commit", "-q", "-m", "change " + file);
        return ok("rev-parse", "HEAD");
    }

    /** Creates branches {@code side/0}, {@code side/1} and so on, each with a commit of its own. */
    public void sideBranches(int count) {
        var script = new StringBuilder();
        for (int i = 0; i < count; i++) {
            script.append("commit refs/heads/side/%d\ncommitter A <a@example.com> %d +0000\ndata 0\n\n"
                    .formatted(i, 1_700_000_000 + i));
        }
        importing(script.toString());
    }

    /** Imports a stream of {@code git fast-import}. */
    public void importing(String script) {
        okWith(script, "fast-import", "--quiet", "--force");
    }

    /**
     * Checks all objects and what is reachable, with the strictest rules; returns what git printed on both streams.
     *
     * @throws AssertionError if git does not exit with 0
     */
    public String fsck() {
        Run run = run("fsck", "--full", "--strict");
        if (run.exit() != 0) {
            throw failure(run, "fsck");
        }
        return (run.out() + run.err()).strip();
    }

    /** Branches and tags of this repository: full name to object id. */
    public Map<String, String> refs() {
        var refs = new TreeMap<String, String>();
        ok("for-each-ref", "--format=%(refname) %(objectname)", "refs/heads", "refs/tags")
                .lines()
                .forEach(line -> refs.put(line.split(" ")[0], line.split(" ")[1]));
        return refs;
    }

    /** Branches and tags of the repository at an address: full name to object id. */
    public Map<String, String> refsAt(String address) {
        var refs = new TreeMap<String, String>();
        ok("ls-remote", "--heads", "--tags", "--refs", address)
                .lines()
                .forEach(line -> refs.put(line.split("\t")[1], line.split("\t")[0]));
        return refs;
    }

    /**
     * Runs git and returns its standard output without surrounding white space.
     *
     * @throws AssertionError with its standard error if git does not exit with 0
     */
    public String ok(String... arguments) {
        return okWith("", arguments);
    }

    /** As {@link #ok}, with standard input. */
    public String okWith(String input, String... arguments) {
        return okWith(input.getBytes(StandardCharsets.UTF_8), arguments);
    }

    /** As {@link #ok}, with standard input. */
    public String okWith(byte[] input, String... arguments) {
        Run run = run(input, arguments);
        if (run.exit() != 0) {
            throw failure(run, arguments);
        }
        return run.out().strip();
    }

    private static AssertionError failure(Run run, String... arguments) {
        return new AssertionError(
                "git %s exited with %d: %s%s".formatted(String.join(" ", arguments), run.exit(), run.err(), run.out()));
    }

    /** Runs git, whether it succeeds or not. */
    public Run run(String... arguments) {
        return run(new byte[0], arguments);
    }

    /**
     * As {@link #run(String...)}, with standard input. It is a file, as the outputs are: so git may exit without reading it,
     * no pipe can be full on both sides, and a process that git leaves behind does not delay the result.
     *
     * @throws AssertionError if git does not end in time
     */
    public Run run(byte[] input, String... arguments) {
        var command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        try {
            Path in = Files.write(Files.createTempFile("git", ".in"), input);
            Path out = Files.createTempFile("git", ".out");
            Path err = Files.createTempFile("git", ".err");
            try {
                return run(command, in.toFile(), out.toFile(), err.toFile());
            } finally {
                Files.delete(in);
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Run run(List<String> command, File in, File out, File err) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(in)
                .redirectOutput(out)
                .redirectError(err);
        isolate(builder.environment());
        builder.environment().putAll(environment);
        Process git = builder.start();
        if (!git.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            git.descendants().forEach(ProcessHandle::destroyForcibly);
            git.destroyForcibly().waitFor();
            throw new AssertionError("%s did not end within %s: %s".formatted(command, timeout, text(err)));
        }
        return new Run(git.exitValue(), text(out), text(err));
    }

    /** Removes what the caller's environment would change about git. */
    static void isolate(Map<String, String> environment) {
        // a graphical program that git would start in place of the prompt
        environment.remove("SSH_ASKPASS");
        environment.keySet().removeIf(name -> name.startsWith("GIT_"));
        environment.putAll(ISOLATED);
    }

    /** git prints names unchanged, and they need not be UTF-8. */
    private static String text(File file) throws IOException {
        return new String(Files.readAllBytes(file.toPath()), StandardCharsets.UTF_8);
    }

    /**
     * How a command ended.
     *
     * @param exit 0 for success
     * @param out standard output, unchanged
     * @param err standard error, unchanged
     */
    public record Run(int exit, String out, String err) {}
}
