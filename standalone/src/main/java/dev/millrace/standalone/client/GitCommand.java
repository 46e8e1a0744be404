package dev.millrace.standalone.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Runs the real git, without the user's own settings and without ever prompting for a password. */
public final class GitCommand {

    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    // a repository that is named explicitly is trusted, whichever user owns it
    private static final Map<String, String> NOBODY_ELSES_SETTINGS = Map.of(
            "GIT_TERMINAL_PROMPT", "0",
            "GIT_CONFIG_GLOBAL", "/dev/null",
            "GIT_CONFIG_COUNT", "1",
            "GIT_CONFIG_KEY_0", "safe.directory",
            "GIT_CONFIG_VALUE_0", "*");

    private GitCommand() {}

    /**
     * Runs {@code git ARGUMENTS} and returns its output, without the last line break.
     *
     * @throws UnexpectedAnswer with the output if git does not exit with 0
     */
    public static String run(Path folder, String... arguments) {
        return run(folder, Map.of(), arguments);
    }

    /** As {@link #run(Path, String...)}, with additional environment variables. */
    public static String run(Path folder, Map<String, String> environment, String... arguments) {
        return run(folder, environment, "", arguments);
    }

    /** As {@link #run(Path, String...)}, with text for git's standard input. */
    public static String runWithInput(Path folder, String input, String... arguments) {
        return run(folder, Map.of(), input, arguments);
    }

    private static String run(Path folder, Map<String, String> environment, String input, String... arguments) {
        var command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(NOBODY_ELSES_SETTINGS);
        builder.environment().putAll(environment);
        try {
            Process git = builder.start();
            // before the output is read: git reads all of its input before it prints
            try (var in = git.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!git.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                git.destroyForcibly();
                throw new UnexpectedAnswer("git %s did not end within %s".formatted(arguments[0], TIMEOUT));
            }
            if (git.exitValue() != 0) {
                throw new UnexpectedAnswer(
                        "git %s ended with exit code %d: %s".formatted(arguments[0], git.exitValue(), output));
            }
            return output;
        } catch (IOException e) {
            throw new UnexpectedAnswer("git cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnexpectedAnswer("git %s was interrupted".formatted(arguments[0]), e);
        }
    }

    /** Branches and tags at an address or in a local repository: full name to object id. */
    public static Map<String, String> refs(Path folder, String address) {
        var refs = new TreeMap<String, String>();
        String listing = run(folder, "ls-remote", "--heads", "--tags", "--refs", address);
        for (String line : listing.lines().toList()) {
            int tab = line.indexOf('\t');
            if (tab == 40) {
                refs.put(line.substring(tab + 1), line.substring(0, tab));
            }
        }
        return refs;
    }
}
