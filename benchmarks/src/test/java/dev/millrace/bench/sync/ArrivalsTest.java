package dev.millrace.bench.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Arrivals arrivals = new Arrivals();

    @Test
    void countsFromThePushUntilItsCommitIsShownFirst() {
        arrivals.shown("a/b", "old", at(0));
        arrivals.pushed("a/b", "one", at(1));
        arrivals.shown("a/b", "one", at(4));
        arrivals.shown("a/b", "one", at(5));

        assertThat(arrivals.lags()).containsExactly(Duration.ofSeconds(3));
        assertThat(arrivals.missing()).isZero();
    }

    @Test
    void takesAPushForArrivedOnceALaterOneIsShown() {
        arrivals.pushed("a/b", "one", at(1));
        arrivals.pushed("a/b", "two", at(2));
        arrivals.pushed("a/b", "three", at(6));
        arrivals.shown("a/b", "two", at(5));

        assertThat(arrivals.lags()).containsExactlyInAnyOrder(Duration.ofSeconds(4), Duration.ofSeconds(3));
        assertThat(arrivals.missing()).isEqualTo(1);
    }

    @Test
    void knowsACommitThatWasShownBeforeThePushWasReported() {
        arrivals.shown("a/b", "one", at(3));
        arrivals.pushed("a/b", "one", at(1));

        assertThat(arrivals.lags()).containsExactly(Duration.ofSeconds(2));
    }

    @Test
    void distinguishesRepositoriesThatHaveTheSameCommit() {
        arrivals.pushed("a/b", "one", at(1));
        arrivals.pushed("a/c", "one", at(1));
        arrivals.shown("a/c", "one", at(2));

        assertThat(arrivals.missing()).isEqualTo(1);
    }

    @Test
    void spansFromTheFirstPushToTheLastArrival() {
        arrivals.pushed("a/b", "one", at(2));
        arrivals.pushed("a/c", "two", at(1));
        arrivals.shown("a/b", "one", at(9));
        arrivals.shown("a/c", "two", at(3));

        assertThat(arrivals.span()).contains(Duration.ofSeconds(8));
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }
}
