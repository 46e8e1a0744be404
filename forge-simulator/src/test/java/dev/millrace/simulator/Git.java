package dev.millrace.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The git of this machine, without user or system configuration and without password prompts. */
public record Git(Path directory) {

    /**
     * The result of a git command.
     *
     * @param output standard output and error
     */
    public record Answer(int exitCode, String output) {}

    /** Runs git and asserts success; returns the stripped output. */
    public String run(String... arguments) {
        Answer answer = attempt(arguments);
        assertThat(answer.exitCode()).as(answer.output()).isZero();
        return answer.output().strip();
    }

    public Answer attempt(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("git", "-c", "user.name=Ann", "-c", "user.email=ann@example.org"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        try {
            Process git = builder.start();
            git.getOutputStream().close();
            String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(git.waitFor(60, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
            return new Answer(git.exitValue(), output);
        } catch (IOException e) {
            throw new AssertionError(command + " cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
