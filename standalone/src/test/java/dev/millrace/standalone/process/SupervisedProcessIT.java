package dev.millrace.standalone.process;

import static dev.millrace.standalone.process.Children.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisedProcessIT {

    @TempDir
    Path folder;

    private Children children;
    private SupervisedProcess process;

    @BeforeEach
    void watch() {
        children = new Children(folder);
    }

    @AfterEach
    void stop() {
        process.stop(Duration.ofSeconds(1));
    }

    @Test
    void startsAgainWhatIsKilledAndReportsIt() throws Exception {
        process = children.tinyMain("tiny", "run");
        process.start();
        ProcessHandle first = children.process("tiny");

        first.destroyForcibly();

        await().atMost(TIMEOUT).untilAsserted(() -> {
            assertThat(children.output()).contains("tiny died (exit code 137)").contains("tiny is ready again");
            assertThat(children.runFolder.find("tiny"))
                    .hasValueSatisfying(second -> assertThat(second).isNotEqualTo(first));
        });
    }

    @Test
    void endsWhatAKilledProcessLeftBehind() throws Exception {
        process = children.tinyMain("tiny", "parent");
        process.start();
        List<ProcessHandle> family = children.processes("tiny");

        family.getFirst().destroyForcibly();

        assertThat(family).hasSize(2);
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(family).noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void leavesNothingBehindWhenItIsStopped() throws Exception {
        process = children.tinyMain("tiny", "parent");
        process.start();
        List<ProcessHandle> family = children.processes("tiny");

        process.stop(TIMEOUT);

        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(family).noneMatch(ProcessHandle::isAlive));
        assertThat(children.runFolder.find("tiny")).isEmpty();
        assertThat(children.output()).doesNotContain("died");
    }

    @Test
    void endsByForceWhatDoesNotStop() throws Exception {
        process = children.tinyMain("tiny", "deaf");
        process.start();
        ProcessHandle deaf = children.process("tiny");

        process.stop(Duration.ofMillis(300));

        assertThat(deaf.isAlive()).isFalse();
        assertThat(children.output()).contains("tiny did not stop within 0.30 s, it is ended by force");
    }

    @Test
    void reportsWhyAProcessDoesNotStart() {
        process = children.tinyMain("tiny", "fail");

        assertThatThrownBy(process::start)
                .isInstanceOf(StartFailed.class)
                .hasMessageContaining("tiny ended with exit code 3 before it was ready")
                .hasMessageContaining("this cannot work");
    }

    @Test
    void givesUpAStartThatHangs() { // #9.32
        process = children.tinyMain("tiny", "hang", Duration.ofSeconds(3));

        assertThatThrownBy(process::start)
                .isInstanceOf(StartFailed.class)
                .hasMessageContaining("tiny hangs: no output and no work for 3 s");
    }

    @Test
    void waitsForAStartThatTakesLongerThanTheStallWhileItWorks() throws Exception { // #9.32
        process = children.tinyMain("tiny", "busy", Duration.ofSeconds(5));

        process.start();

        assertThat(children.output()).contains("tiny       ready after");
    }

    @Test
    void startsOnAnotherPortWhenItsOwnIsTakenBeforeItBindsIt() throws Exception { // #9.33
        var port = ReservedPort.usual(0);
        int first = port.number();
        try (var other = new ServerSocket()) {
            process = children.supervised(
                    children.program(
                            "tiny",
                            () -> {
                                port.release();
                                bindOnce(other, first);
                                return "listen " + port.number();
                            },
                            () -> port.isTaken() && port.replace()),
                    Duration.ofMinutes(1));

            process.start();

            assertThat(port.number()).isNotEqualTo(first);
            assertThat(folder.resolve("tiny.pid")).content().endsWith(" " + port.number());
            assertThat(children.output()).contains("another process took its port");
        }
    }

    @Test
    void startsAnewOnRequestWithoutAPause() throws Exception { // #9.33
        process = children.tinyMain("tiny", "run");
        process.start();
        ProcessHandle first = children.process("tiny");

        process.restart().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);

        assertThat(first.isAlive()).isFalse();
        assertThat(children.runFolder.find("tiny")).isPresent().isNotEqualTo(Optional.of(first));
        assertThat(children.output()).doesNotContain("died");
    }

    @Test
    void startsOnceWhenARestartIsRequestedWhileItWaitsToStartAgain() throws Exception { // #9.33
        Program program = children.program("tiny", () -> "run", () -> false);
        var pauses = new RestartBackoff(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofMinutes(1));
        process = children.supervised(program, Duration.ofMinutes(1), pauses);
        process.start();
        children.process("tiny").destroyForcibly();
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(children.output()).contains("tiny died"));

        process.restart().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);

        ProcessHandle second = children.runFolder.find("tiny").orElseThrow();
        // nothing is left that would start it a second time
        process.restart().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        assertThat(children.output()).containsOnlyOnce("tiny died");
        assertThat(second.isAlive()).isFalse();
    }

    private static void bindOnce(ServerSocket socket, int port) {
        try {
            if (!socket.isBound()) {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void stopsWhatAKilledPlatformLeftRunning() throws IOException, InterruptedException {
        process = children.tinyMain("tiny", "parent");
        process.start();
        List<ProcessHandle> family = children.processes("tiny");
        var nextStart = new Children(folder);

        new Leftovers(nextStart.runFolder, nextStart.progress).stop(TIMEOUT);

        assertThat(nextStart.output()).contains("left processes behind; they are stopped: tiny");
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(family).noneMatch(ProcessHandle::isAlive));
    }
}
