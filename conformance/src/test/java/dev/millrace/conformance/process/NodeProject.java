package dev.millrace.conformance.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The Node project of this module: third-party packages, and tests that use them. */
public final class NodeProject {

    private static final Path DIRECTORY = Path.of("").toAbsolutePath();
    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(10);
    /** Characters; the reporter lists the tests that failed at the end. */
    private static final int SHOWN = 4000;

    private NodeProject() {}

    /** Runs test files of {@code conformance/test} one after the other; all of them must pass. */
    public static void runTests(Map<String, String> environment, Duration limit, List<String> files)
            throws IOException, InterruptedException {
        installPackages();
        List<String> command =
                new ArrayList<>(List.of("node", "--test", "--test-concurrency=1", "--test-reporter=spec"));
        files.forEach(file -> command.add("test/" + file));
        run("node", environment, limit, command);
    }

    /** Installs the packages of the lock file, unless that was done since it changed. */
    private static void installPackages() throws IOException, InterruptedException {
        Path lock = DIRECTORY.resolve("package-lock.json");
        // written by npm when it is done
        Path installed = DIRECTORY.resolve("node_modules/.package-lock.json");
        boolean fresh = Files.exists(installed)
                && Files.getLastModifiedTime(installed).compareTo(Files.getLastModifiedTime(lock)) >= 0;
        if (!fresh) {
            run("npm", Map.of(), INSTALL_LIMIT, List.of("npm", "ci", "--no-audit", "--no-fund"));
        }
    }

    /** Runs a command, which must exit with 0; the assertion that fails otherwise contains what it printed last. */
    private static void run(String name, Map<String, String> environment, Duration limit, List<String> command)
            throws IOException, InterruptedException {
        try (StartedProcess process = StartedProcess.start(name, DIRECTORY, environment, command)) {
            int code = process.await(limit);
            String output = process.output();
            assertThat(code)
                    .as(
                            "exit code of %s, which printed last:%n%s",
                            command, output.substring(Math.max(0, output.length() - SHOWN)))
                    .isZero();
        }
    }
}
