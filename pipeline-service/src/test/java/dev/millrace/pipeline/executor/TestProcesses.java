package dev.millrace.pipeline.executor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The processes of this machine, those in sandboxes included. */
public final class TestProcesses {

    private TestProcesses() {}

    /** The command line of each process that has not ended, its arguments separated by blanks. */
    public static List<String> commandLines() {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(path -> path.getFileName().toString().matches("\\d+"))
                    .flatMap(path -> commandLine(path).stream())
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("/proc cannot be read", e);
        }
    }

    /** Whether one has exactly this command line, for example {@code sleep 4321}. */
    public static boolean isRunning(String commandLine) {
        return commandLines().contains(commandLine);
    }

    /** Empty for one that has ended and waits for its parent to notice. */
    private static Optional<String> commandLine(Path process) {
        try {
            String text = new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8);
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(text.replace('\0', ' ').strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
