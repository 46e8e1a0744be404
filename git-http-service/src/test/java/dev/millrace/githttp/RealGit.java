package dev.millrace.githttp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The {@code git} of this machine, isolated from its user's configuration. */
public final class RealGit {

    private final Path folder;
    private final Map<String, String> environment;

    private RealGit(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /** A fresh folder. {@code @TempDir} does not work for fields of a {@code @QuarkusTest}. */
    public static Path freshFolder() {
        try {
            return Files.createTempDirectory(Path.of("target").toAbsolutePath(), "git");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Git in a folder. */
    public static RealGit in(Path folder) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        environment.put("GIT_TERMINAL_PROMPT", "0");
        environment.put("GIT_AUTHOR_NAME", "Ann");
        environment.put("GIT_AUTHOR_EMAIL", "ann@example.com");
        environment.put("GIT_COMMITTER_NAME", "Ann");
        environment.put("GIT_COMMITTER_EMAIL", "ann@example.com");
        return new RealGit(folder, environment);
    }

    /** A new repository with branch {@code main}. */
    public static RealGit init(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RealGit git = in(folder);
        git.ok("init", "-q", "-b", "main");
        return git;
    }

    public Path folder() {
        return folder;
    }

    /** The same with one more environment variable. */
    public RealGit with(String name, String value) {
        Map<String, String> more = new TreeMap<>(environment);
        more.put(name, value);
        return new RealGit(folder, more);
    }

    /** Writes a file and commits it. */
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
        return ok("rev-parse", "HEAD").strip();
    }

    /** Runs git and requires that it succeeds; returns its standard output. */
    public String ok(String... arguments) {
        Run run = run(arguments);
        assertThat(run.exit())
                .as("git %s: %s", String.join(" ", arguments), run.err())
                .isZero();
        return run.out();
    }

    /** Creates branches {@code side/0}, {@code side/1} and so on, each with a commit of its own. */
    public void sideBranches(int count) {
        StringBuilder script = new StringBuilder();
        for (int i = 0; i < count; i++) {
            script.append("commit refs/heads/side/%d\ncommitter A <a@example.com> %d +0000\ndata 0\n\n"
                    .formatted(i, 1_700_000_000 + i));
        }
        importing(script.toString());
    }

    /** Imports a stream of {@code git fast-import}. */
    public void importing(String script) {
        Run run = run(script, List.of("fast-import", "--quiet", "--force"));
        assertThat(run.exit()).as(run.err()).isZero();
    }

    /** Runs git. */
    public Run run(String... arguments) {
        return run("", Arrays.asList(arguments));
    }

    private Run run(String input, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(arguments);
        try {
            Path in = Files.writeString(Files.createTempFile("git", ".in"), input);
            Path out = Files.createTempFile("git", ".out");
            Path err = Files.createTempFile("git", ".err");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            assertThat(process.waitFor(120, TimeUnit.SECONDS))
                    .as("git %s ends", arguments.getFirst())
                    .isTrue();
            Run run = new Run(process.exitValue(), text(out), text(err));
            Files.delete(in);
            Files.delete(out);
            Files.delete(err);
            return run;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** git prints names unchanged, and they need not be UTF-8. */
    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    /**
     * How a run of git ended.
     *
     * @param exit 0 for success
     */
    public record Run(int exit, String out, String err) {}
}
