package dev.millrace.pipeline.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.PipelineConfig.Sandbox.Mode;
import dev.millrace.pipeline.PipelineConfig.Sandbox.Network;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PlainProcessTest extends ProcessContract {

    @Override
    Executor executor(JobLimits limits) {
        return TestExecutors.of(Mode.OFF, Network.NONE, directory, limits, GRACE);
    }

    @Test
    void endsTheWholeTreeWhenThisServiceDies() throws Exception {
        JobProcessStarter.startAndKill(this, Mode.OFF.name());

        awaitNoProcess();
    } // #9.9

    @Test
    void findsWhatAnEarlierAttemptLeftByItsVariable() throws Exception {
        var builder = new ProcessBuilder("sleep", "3000");
        builder.environment().put("MILLRACE_JOB", name);
        Process left = builder.start();

        executor(LIMITS).endLeftovers(name);

        assertThat(left.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
}
