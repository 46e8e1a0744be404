package dev.millrace.git.repack;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Runs native git in one bare repository, isolated from the settings of the user and the machine. */
final class NativeGit {

    private static final Logger LOG = Logger.getLogger(NativeGit.class);
    private static final int MOST_ERROR_CHARACTERS = 2_000;

    private final String program;
    private final Path repository;
    private final BooleanSupplier isCancelled;

    NativeGit(String program, Path repository, BooleanSupplier isCancelled) {
        this.program = program;
        this.repository = repository;
        this.isCancelled = isCancelled;
    }

    /** Whether the program exists and identifies itself as git. */
    static boolean isInstalled(String program, Path scratch) {
        try {
            String version = new NativeGit(program, scratch, () -> false).run(Stream.of(), "--version");
            LOG.infof("native git for repacks: %s", version.strip());
            return version.startsWith("git version");
        } catch (IOException e) {
            LOG.infof("no native git for repacks: %s", e.getMessage());
            return false;
        }
    }

    /**
     * Runs one command to its end.
     *
     * @param input lines for its standard input
     * @return its standard output
     * @throws IOException if it failed, with its output, or was cancelled
     */
    String run(Stream<String> input, String... arguments) throws IOException {
        Path output = Files.createTempFile(repository, "out", ".txt");
        Path errors = Files.createTempFile(repository, "err", ".txt");
        try {
            var command = new ArrayList<>(List.of(program));
            command.addAll(List.of(arguments));
            var builder = new ProcessBuilder(command)
                    .directory(repository.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            var environment = builder.environment();
            environment.keySet().removeIf(name -> name.startsWith("GIT_"));
            environment.put("GIT_DIR", repository.toString());
            environment.put("GIT_CONFIG_NOSYSTEM", "1");
            environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
            environment.put("HOME", repository.toString());
            environment.put("LC_ALL", "C");
            Process process = builder.start();
            try {
                write(input, process.getOutputStream());
                await(process, arguments[0]);
            } finally {
                process.destroyForcibly();
            }
            if (process.exitValue() != 0) {
                throw new IOException(
                        "git %s ended with %d: %s".formatted(arguments[0], process.exitValue(), beginning(errors)));
            }
            return Files.readString(output);
        } finally {
            Files.deleteIfExists(output);
            Files.deleteIfExists(errors);
        }
    }

    private static void write(Stream<String> lines, OutputStream to) throws IOException {
        try (var out = to) {
            for (String line : (Iterable<String>) lines::iterator) {
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // it ended before it read everything: its exit status and its own message are more useful
            LOG.debugf("git did not read its input: %s", e.getMessage());
        }
    }

    private void await(Process process, String what) throws IOException {
        try {
            while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
                if (isCancelled.getAsBoolean()) {
                    throw new InterruptedIOException("git " + what + " was cancelled");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("git " + what + " was interrupted");
        }
    }

    private static String beginning(Path errors) throws IOException {
        String text = Files.readString(errors).strip();
        return text.length() <= MOST_ERROR_CHARACTERS ? text : text.substring(0, MOST_ERROR_CHARACTERS);
    }
}
