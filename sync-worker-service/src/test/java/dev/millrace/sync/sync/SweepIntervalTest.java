package dev.millrace.sync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SweepIntervalTest {

    private static final Duration SHORTEST = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofMinutes(15);

    @Test
    void isShortestForWhatWasActiveInTheLastDay() {
        assertThat(after(Duration.ZERO)).isEqualTo(SHORTEST);
        assertThat(after(Duration.ofHours(23))).isEqualTo(SHORTEST);
        assertThat(after(Duration.ofHours(-1))).isEqualTo(SHORTEST);
    }

    @Test
    void growsWithEachDayOfRestUpToTheLongest() {
        assertThat(after(Duration.ofDays(3))).isEqualTo(Duration.ofMinutes(4));
        assertThat(after(Duration.ofDays(400))).isEqualTo(LONGEST);
    }

    @Test
    void neverFallsBelowTheShortestWhenTheLongestIsSetLower() {
        assertThat(SweepInterval.after(Duration.ofDays(9), SHORTEST, Duration.ofSeconds(5), 1))
                .isEqualTo(SHORTEST);
    }

    @Test
    void spreadsByAFifthAndIsNeverLonger() {
        assertThat(SweepInterval.after(Duration.ZERO, SHORTEST, LONGEST, 0)).isEqualTo(Duration.ofSeconds(48));
        assertThat(SweepInterval.after(Duration.ZERO, SHORTEST, LONGEST, 0.5)).isEqualTo(Duration.ofSeconds(54));
        assertThat(SweepInterval.after(Duration.ZERO, SHORTEST, LONGEST, 1)).isEqualTo(SHORTEST);
    }

    private static Duration after(Duration idle) {
        return SweepInterval.after(idle, SHORTEST, LONGEST, 1);
    }
}
