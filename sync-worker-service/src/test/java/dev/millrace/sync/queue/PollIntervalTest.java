package dev.millrace.sync.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PollIntervalTest {

    private static final Duration SHORTEST = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofMinutes(15);

    @Test
    void isShortestForWhatWasActiveInTheLastDay() {
        assertThat(after(Duration.ZERO)).isEqualTo(Duration.ofSeconds(51));
        assertThat(after(Duration.ofHours(23))).isEqualTo(Duration.ofSeconds(51));
        assertThat(after(Duration.ofHours(-1))).isEqualTo(Duration.ofSeconds(51));
    }

    @Test
    void growsWithEachDayOfRestUpToTheLongest() {
        assertThat(after(Duration.ofDays(3))).isEqualTo(Duration.ofSeconds(204));
        assertThat(after(Duration.ofDays(400))).isEqualTo(Duration.ofSeconds(765));
    }

    @Test
    void neverFallsBelowTheShortestWhenTheLongestIsSetLower() {
        assertThat(PollInterval.after(Duration.ofDays(9), SHORTEST, Duration.ofSeconds(5), 0.5))
                .isEqualTo(Duration.ofSeconds(51));
    }

    @Test
    void spreadsAndLeavesTimeForThePass() {
        assertThat(PollInterval.after(Duration.ZERO, SHORTEST, LONGEST, 0)).isEqualTo(Duration.ofSeconds(45));
        assertThat(PollInterval.after(Duration.ZERO, SHORTEST, LONGEST, 1)).isEqualTo(Duration.ofSeconds(57));
    }

    /** In the middle of the spread. */
    private static Duration after(Duration idle) {
        return PollInterval.after(idle, SHORTEST, LONGEST, 0.5);
    }
}
