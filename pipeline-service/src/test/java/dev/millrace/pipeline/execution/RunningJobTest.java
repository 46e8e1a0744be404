package dev.millrace.pipeline.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RunningJobTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final RunningJob job = new RunningJob(UUID.randomUUID(), NOW.plusSeconds(10));

    @Test
    void stopsWhenItsClaimWasNotRenewedInTime() {
        job.stopIfExpired(NOW.plusSeconds(10));
        assertThat(job.stopReason()).isNotDone();

        job.stopIfExpired(NOW.plusSeconds(11));

        assertThat(job.stopReason()).isCompletedWithValue(new StopReason.ClaimLost());
    }

    @Test
    void goesOnAfterARenewal() {
        job.renewed(Optional.of(Optional.empty()), NOW.plusSeconds(20));

        job.stopIfExpired(NOW.plusSeconds(11));

        assertThat(job.stopReason()).isNotDone();
    }

    @Test
    void stopsWhenItsClaimIsLostOrItsBuildIsCancelled() {
        var lost = new RunningJob(UUID.randomUUID(), NOW);
        lost.renewed(Optional.empty(), NOW);
        job.renewed(Optional.of(Optional.of("ada")), NOW);

        assertThat(lost.stopReason()).isCompletedWithValue(new StopReason.ClaimLost());
        assertThat(job.stopReason()).isCompletedWithValue(new StopReason.Cancelled("ada"));
    }

    @Test
    void isHandedBackWhenItDoesNotEndInTimeAndLeftAloneWhenItDoes() throws InterruptedException {
        var done = new RunningJob(UUID.randomUUID(), NOW);
        done.ended();

        done.awaitEnd(Duration.ofSeconds(30));
        job.awaitEnd(Duration.ofMillis(1));

        assertThat(done.stopReason()).isNotDone();
        assertThat(job.stopReason()).isCompletedWithValue(new StopReason.ShuttingDown());
    }
}
