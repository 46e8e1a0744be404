package dev.millrace.pipeline.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What executors limit whose jobs run for real in tests. */
abstract class LimitedExecutorContract extends ExecutorContract {

    @Test
    void stopsAJobThatFillsTheDisk() throws Exception {
        var small = new JobLimits(1024 * MI, 500, Duration.ofMinutes(10), 8 * MI, 1024 * MI, 1000, 16 * MI);

        assertThat(exceeded(small, "mkdir -p a/b; head -c 20M /dev/zero > a/b/file", sleep(1)))
                .isEqualTo("more than 8M of disk space (millrace.pipeline.job-use.disk)");
    }

    @Test
    void stopsAJobWithTooManyProcesses() throws Exception {
        var few = new JobLimits(1024 * MI, 40, Duration.ofMinutes(10), 1024 * MI, 1024 * MI, 1000, 16 * MI);

        assertThat(exceeded(few, "for i in {1..60}; do " + sleep(1) + " & done; wait"))
                .isEqualTo("more than 40 processes and threads (millrace.pipeline.job-use.processes)");
    }

    @Test
    void stopsAJobThatTakesTooMuchMemoryInAllOfItsProcesses() throws Exception {
        var small = new JobLimits(150 * MI, 500, Duration.ofMinutes(10), 1024 * MI, 1024 * MI, 1000, 16 * MI);

        assertThat(exceeded(small, "for i in 1 2 3 4; do perl -e '$x = \"x\" x 60_000_000; sleep 100' & done; wait"))
                .isEqualTo("more than 150M of memory (millrace.pipeline.job-use.memory)");
    }

    @Test
    void countsMemoryOnceThatProcessesShare() throws Exception {
        var small = new JobLimits(200 * MI, 500, Duration.ofMinutes(10), 1024 * MI, 1024 * MI, 1000, 16 * MI);

        assertThat(run(small, "perl -e '$x = \"x\" x 40_000_000; fork for 1..3; sleep 1'")
                        .exit())
                .isZero();
    }

    @Test
    void stopsAJobThatTakesTooMuchCpuTime() throws Exception {
        var short1 = new JobLimits(1024 * MI, 500, Duration.ofSeconds(1), 1024 * MI, 1024 * MI, 1000, 16 * MI);

        assertThat(exceeded(short1, "for i in 1 2; do (while :; do :; done) & done; wait"))
                .isEqualTo("more than 1 s of CPU time (millrace.pipeline.job-use.cpu-time)");
    }
}
