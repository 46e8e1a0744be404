package dev.millrace.kit.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5));

    @Test
    void doublesUpToTheLongestDelay() {
        assertThat(IntStream.rangeClosed(1, 5).mapToObj(backoff::after))
                .containsExactly(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5));
    }

    @Test
    void takesNoFailureForTheFirst() {
        assertThat(backoff.after(0)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void doesNotOverflow() {
        assertThat(backoff.after(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(5));
        assertThat(new Backoff(Duration.ofNanos(1), Duration.ofDays(40_000)).after(Integer.MAX_VALUE))
                .isPositive()
                .isLessThanOrEqualTo(Duration.ofDays(40_000));
        assertThat(new Backoff(Duration.ofDays(1), Duration.ofDays(1_000_000)).after(64))
                .isEqualTo(Duration.ofDays(1_000_000));
    }

    @Test
    void spreadsBetweenHalfAndAll() {
        assertThat(backoff.after(2, 0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(backoff.after(2, 0.5)).isEqualTo(Duration.ofMillis(1_500));
        assertThat(backoff.after(9, 1)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void rejectsDelaysThatMakeNoSense() {
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
