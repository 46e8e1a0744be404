package dev.millrace.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartBackoffTest {

    private final RestartBackoff backoff =
            new RestartBackoff(Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofMinutes(1));

    @Test
    void doublesThePauseWithEachEarlyDeath() {
        assertThat(backoff.pauseAfter(Duration.ofSeconds(1))).isEqualTo(Duration.ofMillis(500));
        assertThat(backoff.pauseAfter(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(1));
        assertThat(backoff.pauseAfter(Duration.ofSeconds(59))).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void neverPausesLongerThanTheLongestPause() {
        Duration last = Duration.ZERO;
        for (int death = 0; death < 100; death++) {
            last = backoff.pauseAfter(Duration.ZERO);
        }

        assertThat(last).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void beginsAnewAfterAHealthyMinute() {
        backoff.pauseAfter(Duration.ZERO);
        backoff.pauseAfter(Duration.ZERO);

        assertThat(backoff.pauseAfter(Duration.ofMinutes(1))).isEqualTo(Duration.ofMillis(500));
    }
}
