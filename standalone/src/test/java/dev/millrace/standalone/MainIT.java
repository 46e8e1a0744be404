package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.standalone.process.DataLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as the script starts it, in a checkout in which no service was built. */
class MainIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(150);

    @TempDir
    Path checkout;

    private Process main;

    @AfterEach
    void end() {
        main.descendants().forEach(ProcessHandle::destroyForcibly);
        main.destroyForcibly();
    }

    @Test
    void refusesASecondStartOnTheSameData() throws Exception {
        try (var first = DataLock.take(checkout.resolve(".millrace/data"))) {
            assertThat(first).isNotNull();

            main = start("up");

            assertThat(exitCode()).isEqualTo(1);
            assertThat(output()).contains("already runs on " + checkout.resolve(".millrace/data"));
        }
    }

    @Test
    void endsWithAMessageAndWithoutAnyProcessWhenAServiceCannotStart() throws Exception {
        main = start("up");

        Set<ProcessHandle> seen = seenUntilTheEnd();

        assertThat(exitCode()).isEqualTo(1);
        assertThat(output()).contains("was not built");
        assertThat(seen).isNotEmpty().noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void leavesNoProcessBehindWhenItIsTerminated() throws Exception {
        main = start("up");
        await().atMost(TIMEOUT).until(() -> main.descendants().count() >= 1);
        var seen = main.descendants().collect(Collectors.toSet());

        main.destroy();

        assertThat(main.waitFor(10, TimeUnit.SECONDS)).isTrue();
        // a killed process disappears only when the kernel has reaped it
        await().atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(seen).noneMatch(ProcessHandle::isAlive));
    }

    private Process start(String mode) throws IOException {
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                mode,
                "--root",
                checkout.toString());
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(checkout.resolve("output").toFile())
                .start();
    }

    private Set<ProcessHandle> seenUntilTheEnd() {
        var seen = new java.util.HashSet<ProcessHandle>();
        await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(20)).until(() -> {
            main.descendants().forEach(seen::add);
            return !main.isAlive();
        });
        return seen;
    }

    private int exitCode() throws InterruptedException {
        assertThat(main.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return main.exitValue();
    }

    private String output() throws IOException {
        return Files.readString(checkout.resolve("output"), StandardCharsets.UTF_8);
    }
}
