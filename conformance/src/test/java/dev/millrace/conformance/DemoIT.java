package dev.millrace.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Tests the {@code millrace} script: the whole loop on what the build has just made, through the script that users run.
 */
class DemoIT {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path SAID = Path.of("target/demo.log").toAbsolutePath();
    private static final Duration TIMEOUT = Duration.ofMinutes(8);

    private final Set<ProcessHandle> seen = new HashSet<>();

    @AfterEach
    void endWhatIsLeft() {
        seen.forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void playsTheWholeLoopAndLeavesNoProcessBehind() throws IOException, InterruptedException {
        Process demo = start(
                "demo",
                "--once",
                "--data",
                Path.of("target/demo").toAbsolutePath().toString());

        await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(200)).until(() -> {
            demo.descendants().forEach(seen::add);
            return !demo.isAlive();
        });

        assertThat(demo.exitValue()).as(Files.readString(SAID)).isZero();
        assertThat(Files.readString(SAID)).contains("Every stage went well.");
        // six services, the simulated forge, Kafka and PostgreSQL
        assertThat(seen).hasSizeGreaterThanOrEqualTo(9).noneMatch(ProcessHandle::isAlive);
    }

    private static Process start(String... arguments) throws IOException {
        var builder = new ProcessBuilder("./millrace")
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(SAID.toFile());
        builder.command().addAll(List.of(arguments));
        // this test runs inside the build that made the modules
        builder.environment().putAll(Map.of("MILLRACE_BUILD", "never"));
        return builder.start();
    }
}
