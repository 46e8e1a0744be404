package dev.millrace.standalone.process;

import static dev.millrace.standalone.process.Children.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
    void startsAgainWhatIsKilledAndSaysSo() throws Exception {
        process = children.tinyMain("tiny", "run");
        process.start(PATIENCE);
        ProcessHandle first = children.process("tiny");

        first.destroyForcibly();

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(children.said()).contains("tiny died (exit code 137)").contains("tiny is ready again");
            assertThat(children.runFolder.find("tiny"))
                    .hasValueSatisfying(second -> assertThat(second).isNotEqualTo(first));
        });
    }

    @Test
    void endsWhatAKilledProcessLeftBehind() throws Exception {
        process = children.tinyMain("tiny", "parent");
        process.start(PATIENCE);
        List<ProcessHandle> family = children.processes("tiny");

        family.getFirst().destroyForcibly();

        assertThat(family).hasSize(2);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(family).noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void leavesNothingBehindWhenItIsStopped() throws Exception {
        process = children.tinyMain("tiny", "parent");
        process.start(PATIENCE);
        List<ProcessHandle> family = children.processes("tiny");

        process.stop(PATIENCE);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(family).noneMatch(ProcessHandle::isAlive));
        assertThat(children.runFolder.find("tiny")).isEmpty();
        assertThat(children.said()).doesNotContain("died");
    }

    @Test
    void endsByForceWhatDoesNotStop() throws Exception {
        process = children.tinyMain("tiny", "deaf");
        process.start(PATIENCE);
        ProcessHandle deaf = children.process("tiny");

        process.stop(Duration.ofMillis(300));

        assertThat(deaf.isAlive()).isFalse();
        assertThat(children.said()).contains("tiny did not stop within 0.30 s, it is ended by force");
    }

    @Test
    void tellsWhyAProcessDoesNotStart() {
        process = children.tinyMain("tiny", "fail");

        assertThatThrownBy(() -> process.start(PATIENCE))
                .isInstanceOf(StartFailed.class)
                .hasMessageContaining("tiny ended with exit code 3 before it was ready")
                .hasMessageContaining("this cannot work");
    }

    @Test
    void stopsWhatAKilledPlatformLeftRunning() throws IOException, InterruptedException {
        process = children.tinyMain("tiny", "parent");
        process.start(PATIENCE);
        List<ProcessHandle> family = children.processes("tiny");
        var nextStart = new Children(folder);

        new Leftovers(nextStart.runFolder, nextStart.progress).stop(PATIENCE);

        assertThat(nextStart.said()).contains("left processes behind; they are stopped: tiny");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(family).noneMatch(ProcessHandle::isAlive));
    }
}
