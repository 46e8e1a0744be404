package dev.millrace.standalone.infrastructure;

import dev.millrace.standalone.process.OwnerOnly;
import dev.millrace.standalone.process.StartFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs a setup program that exits by itself. */
final class OneTimeCommand {

    private OneTimeCommand() {}

    /**
     * Runs it to completion; its output goes to the log file.
     *
     * @throws StartFailed with the output if it does not exit with 0
     */
    static void run(String name, List<String> command, Path log) throws IOException {
        OwnerOnly.createFile(log);
        Process process = new ProcessBuilder(OwnerOnly.command(command))
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Files.writeString(log, output);
            int exitCode = process.waitFor();
            if (exitCode != 0) {
                throw new StartFailed("%s ended with exit code %d:%n%s".formatted(name, exitCode, output));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new StartFailed(name + " was interrupted", e);
        }
    }
}
