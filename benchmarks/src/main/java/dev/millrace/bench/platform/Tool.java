package dev.millrace.bench.platform;

import dev.millrace.standalone.client.UnexpectedAnswer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Programs installed on this machine. */
public final class Tool {

    private static final List<Path> PLACES = List.of(
            Path.of("/usr/bin"), Path.of("/usr/sbin"), Path.of("/bin"), Path.of("/sbin"), Path.of("/usr/local/bin"));

    private Tool() {}

    /** Standard input of a program. */
    @FunctionalInterface
    public interface Input {
        void writeTo(OutputStream in) throws IOException;
    }

    /**
     * Returns the path of a program.
     *
     * @throws UnexpectedAnswer that names the package to install if it does not exist
     */
    public static Path find(String program, String debianPackage) {
        return PLACES.stream()
                .map(place -> place.resolve(program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new UnexpectedAnswer(
                        "%s is missing: install Debian's package %s".formatted(program, debianPackage)));
    }

    /** Whether a process listens on a port of this machine. */
    public static boolean listens(int port) {
        try (var socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false; // still starting
        }
    }

    /**
     * Runs a program and returns its output.
     *
     * @throws UnexpectedAnswer with the output if it does not exit with 0
     */
    public static String run(List<String> command, Path folder) throws InterruptedException {
        return feed(command, folder, in -> {});
    }

    /**
     * As {@link #run}, with standard input. The program must not print more than fits into a pipe before it has read
     * all.
     */
    public static String feed(List<String> command, Path folder, Input input) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            try (var in = process.getOutputStream()) {
                input.writeTo(in);
            }
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new UnexpectedAnswer("%s ended with exit code %d: %s"
                        .formatted(String.join(" ", command), process.exitValue(), printed));
            }
            return printed;
        } catch (IOException e) {
            throw new UnexpectedAnswer("%s cannot be run: %s".formatted(command.getFirst(), e.getMessage()), e);
        }
    }
}
