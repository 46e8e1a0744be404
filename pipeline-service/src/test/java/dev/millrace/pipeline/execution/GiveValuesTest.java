package dev.millrace.pipeline.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.TestBuilds;
import dev.millrace.pipeline.mask.Masking;
import dev.millrace.pipeline.store.JobValues;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GiveValuesTest {

    private static final JobValues GIVEN = new JobValues.Given(Map.of(), Masking.NONE);
    private static final JobValues UNAVAILABLE = new JobValues.Unavailable("Vault is not available");
    private static final Duration LONG = Duration.ofMinutes(5);

    private final BuildRow build = TestBuilds.build(TestBuilds.pipeline(TestBuilds.job("unit")));
    private final Deque<JobValues> results = new ArrayDeque<>();

    @Test
    void waitsUntilTheStoresCanBeRead() throws InterruptedException {
        results.addAll(List.of(UNAVAILABLE, UNAVAILABLE, GIVEN));

        assertThat(await(LONG, LONG, new CompletableFuture<>())).isEqualTo(GIVEN);
        assertThat(results).isEmpty();
    }

    @Test
    void repeatsNothingThatIsRefused() throws InterruptedException {
        JobValues refused = new JobValues.Refused("'A' is not in the secrets store");
        results.addAll(List.of(refused, GIVEN));

        assertThat(await(LONG, LONG, new CompletableFuture<>())).isEqualTo(refused);
        assertThat(results).hasSize(1);
    }

    @Test
    void givesUpWhenTheTimeIsOver() throws InterruptedException {
        results.addAll(List.of(UNAVAILABLE, UNAVAILABLE, GIVEN));

        assertThat(await(Duration.ofMillis(700), LONG, new CompletableFuture<>()))
                .isEqualTo(UNAVAILABLE);
        assertThat(await(LONG, Duration.ZERO, new CompletableFuture<>())).isEqualTo(GIVEN);
    }

    @Test
    void stopsWaitingWhenTheJobIsStopped() throws InterruptedException {
        results.addAll(List.of(UNAVAILABLE, GIVEN));

        assertThat(await(LONG, LONG, CompletableFuture.completedFuture("cancelled")))
                .isEqualTo(UNAVAILABLE);
    }

    private JobValues await(Duration giveUpAfter, Duration atMost, CompletableFuture<?> stop)
            throws InterruptedException {
        var give = new GiveValues((row, job) -> results.remove(), giveUpAfter);
        return give.await(build, build.pipeline().jobs().getFirst(), atMost, stop);
    }
}
