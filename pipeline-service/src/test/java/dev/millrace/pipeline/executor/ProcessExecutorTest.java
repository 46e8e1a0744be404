package dev.millrace.pipeline.executor;

import static dev.millrace.pipeline.executor.ExecutorContract.LIMITS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.pipeline.PipelineConfig.Sandbox.Mode;
import dev.millrace.pipeline.PipelineConfig.Sandbox.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessExecutorTest {

    @TempDir
    Path directory;

    @Test
    void runsNothingWhereARequiredSandboxIsMissing() {
        ProcessExecutor executor = executor(Mode.REQUIRED, Optional.empty());
        var command = new JobCommand("job", directory, directory, directory.resolve("job.sh"), Map.of());

        assertThat(executor.isolation())
                .isEqualTo(new Isolation.Refused("bwrap is not installed (Debian's package bubblewrap)"));
        assertThatThrownBy(() -> executor.start(command))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("required");
    }

    @Test
    void runsWithoutASandboxAndSaysWhyWhereNoneWorks() throws IOException {
        Path broken = Files.writeString(directory.resolve("bwrap"), "#!/bin/sh\necho no namespaces here; exit 1\n");
        assertThat(broken.toFile().setExecutable(true)).isTrue();

        assertThat(executor(Mode.AUTO, Optional.of(broken)).isolation())
                .isInstanceOfSatisfying(Isolation.Unsandboxed.class, unsandboxed -> {
                    assertThat(unsandboxed.isChosen()).isFalse();
                    assertThat(unsandboxed.reason()).startsWith("bwrap does not work here: ");
                });
        assertThat(directory.resolve("work")).isEmptyDirectory();
    }

    @Test
    void triesNoSandboxWhereItIsOff() {
        assertThat(executor(Mode.OFF, Optional.of(directory.resolve("missing"))).isolation())
                .isEqualTo(new Isolation.Unsandboxed("millrace.pipeline.sandbox is off", true));
    }

    @Test
    void statesWhatOfAJobHasNoEffect() {
        ProcessExecutor executor = executor(Mode.OFF, Optional.empty());
        var plain = new JobCommand("job", directory, directory, directory.resolve("job.sh"), Map.of());
        var other = new JobCommand(
                plain.name(),
                plain.checkout(),
                plain.home(),
                plain.script(),
                Map.of(),
                Optional.of("node:22"),
                List.of("git", "curl"),
                List.of());

        assertThat(executor.remark(plain)).isEmpty();
        assertThat(executor.remark(other).orElseThrow().lines())
                .satisfiesExactly(
                        image -> assertThat(image).startsWith("image node:22 has no effect"),
                        packages -> assertThat(packages).startsWith("packages git curl has no effect"));
    }

    @Test
    void rejectsReadablePathsThatShowTheDirectoriesOfJobs() {
        assertThatThrownBy(() -> probe(directory)).hasMessageContaining("neither above nor below");
        assertThatThrownBy(() -> probe(directory.resolve("work/job"))).hasMessageContaining("neither above nor below");
        assertThatThrownBy(() -> probe(Path.of("opt"))).hasMessageContaining("absolute");
        assertThat(probe(Path.of("/opt")).readable()).containsExactly(Path.of("/opt"));
    }

    @Test
    void rejectsLimitsThatNoJobCanKeep() {
        assertThatThrownBy(() -> new JobLimits(1, 500, Duration.ofMinutes(1), 1 << 20, 1 << 20, 100, 1 << 20))
                .hasMessage("millrace.pipeline.job-use.memory is 1, but must be 16777216 or more");
        assertThatThrownBy(() -> new JobLimits(1 << 30, 1, Duration.ofMinutes(1), 1 << 20, 1 << 20, 100, 1 << 20))
                .hasMessageContaining("job-use.processes is 1");
        assertThatThrownBy(() -> new JobLimits(1 << 30, 50, Duration.ZERO, 1 << 20, 1 << 20, 100, 1 << 20))
                .hasMessageContaining("job-use.cpu-time is 0, but must be 1000 or more milliseconds");
    }

    @Test
    void writesSizesAsSettingsDo() {
        assertThat(JobLimits.text(4L << 30)).isEqualTo("4G");
        assertThat(JobLimits.text(1536L << 20)).isEqualTo("1536M");
        assertThat(JobLimits.text(64 << 10)).isEqualTo("64K");
    }

    private ProcessExecutor executor(Mode mode, Optional<Path> bwrap) {
        return TestExecutors.of(mode, Network.NONE, directory.resolve("work"), LIMITS, Duration.ZERO, bwrap);
    }

    private ProbeSandbox probe(Path readable) {
        return new ProbeSandbox(
                Optional.empty(),
                new ServiceUser(Optional.of(1000)),
                directory.resolve("work"),
                List.of(readable),
                Network.NONE,
                LIMITS);
    }
}
