package dev.millrace.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs the installed git client, isolated from the user's own configuration. */
public final class GitCommand {

    private final Path folder;

    public GitCommand(Path folder) {
        this.folder = folder;
    }

    /**
     * What it printed, on both streams.
     *
     * @throws AssertionError if it failed
     */
    public String run(String... arguments) {
        Output output = attempt(arguments);
        if (output.status() != 0) {
            throw new AssertionError("git " + String.join(" ", arguments) + ": " + output.text());
        }
        return output.text();
    }

    public Output attempt(String... arguments) {
        var command = new ArrayList<>(List.of("git", "-c", "protocol.version=2"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "GIT_CONFIG_GLOBAL", "/dev/null",
                        "GIT_CONFIG_NOSYSTEM", "1",
                        "GIT_TERMINAL_PROMPT", "0",
                        "GIT_AUTHOR_NAME", "Ada",
                        "GIT_AUTHOR_EMAIL", "ada@example.org",
                        "GIT_COMMITTER_NAME", "Bob",
                        "GIT_COMMITTER_EMAIL", "bob@example.org"));
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Output(process.waitFor(), text.strip());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public record Output(int status, String text) {}
}
