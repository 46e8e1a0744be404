package dev.millrace.conformance.process;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process of a test, whose output is printed line by line after its name. Closing ends it, gently first. */
public final class StartedProcess implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(10);

    private final String name;
    private final Process process;
    private final StringBuffer output = new StringBuffer();
    private final Thread printer;

    private StartedProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.printer = Thread.ofVirtual().start(this::print);
    }

    /**
     * Starts a command.
     *
     * @param name for its output
     * @param environment added to this process's own
     * @throws IOException if the command cannot be found
     */
    public static StartedProcess start(
            String name, Path directory, Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"));
        builder.environment().putAll(environment);
        return new StartedProcess(name, builder.start());
    }

    public long pid() {
        return process.pid();
    }

    /** The process, and those of its descendants that still run. */
    public Stream<ProcessHandle> family() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    /** Its output so far. */
    public String output() {
        return output.toString();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Returns the exit code.
     *
     * @throws AssertionError if the process does not end in time; it is then killed
     */
    public int await(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            close();
            throw new AssertionError("%s did not end within %s".formatted(name, limit));
        }
        printer.join();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
            printer.join(GRACE);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void print() {
        PrintStream out = System.out;
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                out.println("[" + name + "] " + line);
            }
        } catch (UncheckedIOException | IOException e) {
            // the stream fails when the process is killed, which is how most of them end
            out.println("[" + name + "] output ends: " + e.getMessage());
        }
    }
}
