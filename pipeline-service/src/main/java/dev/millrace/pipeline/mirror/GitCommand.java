package dev.millrace.pipeline.mirror;

import dev.millrace.pipeline.mirror.GitOutcome.Done;
import dev.millrace.pipeline.mirror.GitOutcome.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Runs the {@code git} program with only the configuration given here. The token is passed in the environment:
 * every process of the machine can read command lines, and files would stay behind.
 */
final class GitCommand {

    private static final int MOST_OUTPUT = 1024 * 1024;

    private GitCommand() {}

    /**
     * Runs git until it exits.
     *
     * @param directory working directory
     * @param authorization value of the {@code Authorization} header for its HTTP requests
     * @param stop ends git when it is completed
     * @throws InterruptedException if this instance stops meanwhile; git is stopped too
     */
    static GitOutcome run(
            Path directory, String authorization, Duration timeout, CompletionStage<?> stop, List<String> arguments)
            throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        environment(builder.environment(), directory, authorization);
        try {
            Process git = builder.start();
            stop.thenRun(() -> kill(git));
            return finish(git, timeout);
        } catch (IOException e) {
            return new Refused("git does not run: " + e.getMessage());
        }
    }

    private static GitOutcome finish(Process git, Duration timeout) throws IOException, InterruptedException {
        try {
            git.getOutputStream().close();
            Thread timer = Thread.ofVirtual().start(() -> killAfter(git, timeout));
            byte[] bytes = git.getInputStream().readNBytes(MOST_OUTPUT);
            if (bytes.length == MOST_OUTPUT) {
                kill(git); // it would wait for a reader
            }
            boolean ended = git.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
            timer.interrupt();
            String output = new String(bytes, StandardCharsets.UTF_8).strip();
            return ended && git.exitValue() == 0 ? new Done(output) : new Refused(lastLines(output));
        } finally {
            kill(git);
        }
    }

    private static void killAfter(Process git, Duration timeout) {
        try {
            if (!git.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                kill(git);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** git starts helper processes, which outlive it when only git itself is killed. */
    private static void kill(Process git) {
        git.descendants().forEach(ProcessHandle::destroyForcibly);
        git.destroyForcibly();
    }

    private static void environment(Map<String, String> environment, Path home, String authorization) {
        String path = environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
        environment.clear();
        environment.put("PATH", path);
        environment.put("HOME", home.toString());
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("GIT_TERMINAL_PROMPT", "0");
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        environment.put("GIT_CONFIG_COUNT", "4");
        environment.put("GIT_CONFIG_KEY_0", "http.extraHeader");
        environment.put("GIT_CONFIG_VALUE_0", "Authorization: " + authorization);
        // a redirect must not carry the header to another host
        environment.put("GIT_CONFIG_KEY_1", "http.followRedirects");
        environment.put("GIT_CONFIG_VALUE_1", "false");
        environment.put("GIT_CONFIG_KEY_2", "advice.detachedHead");
        environment.put("GIT_CONFIG_VALUE_2", "false");
        environment.put("GIT_CONFIG_KEY_3", "init.defaultBranch");
        environment.put("GIT_CONFIG_VALUE_3", "main");
    }

    private static String lastLines(String output) {
        List<String> lines = output.lines().toList();
        String words = String.join("; ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
        return words.isEmpty() ? "git printed nothing and was stopped, or failed" : words;
    }
}
