package dev.millrace.pipeline.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What only jobs that are processes of this machine are stopped for: what a process has open. */
abstract class ProcessContract extends LimitedExecutorContract {

    @Test
    void stopsAJobThatHidesWhatItWrites() throws Exception {
        var small = new JobLimits(1024 * MI, 500, Duration.ofMinutes(10), 8 * MI, 1024 * MI, 1000, 16 * MI);

        assertThat(exceeded(small, "exec 8>file; rm file; head -c 20M /dev/zero >&8", sleep(1)))
                .contains("job-use.disk");
    }

    @Test
    void stopsAJobThatOpensTooManyFiles() throws Exception {
        var few = new JobLimits(1024 * MI, 500, Duration.ofMinutes(10), 1024 * MI, 1024 * MI, 50, 16 * MI);

        assertThat(exceeded(few, "perl -e 'open($f[$_], \"/dev/null\") for 1..200; sleep 100'"))
                .isEqualTo("more than 49 open files in one process (millrace.pipeline.job-use.open-files)");
    }
}
