package dev.millrace.bench.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void givesTheValueAtTheNearestRank() {
        var hundred = new Latencies(IntStream.rangeClosed(1, 100)
                .mapToObj(Duration::ofMillis)
                .toList()
                .reversed());

        assertThat(hundred.quantile(0.5)).isEqualTo(Duration.ofMillis(50));
        assertThat(hundred.quantile(0.95)).isEqualTo(Duration.ofMillis(95));
        assertThat(hundred.quantile(0.991)).isEqualTo(Duration.ofMillis(100));
        assertThat(hundred.quantile(1)).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void roundsMillisecondsUp() {
        assertThat(new Latencies(List.of(Duration.ofNanos(1_000_001))).quantileMillis(0.95))
                .isEqualTo(2);
    }

    @Test
    void takesTheOnlyValueForEveryQuantile() {
        assertThat(new Latencies(List.of(Duration.ofMillis(7))))
                .hasToString("p50 7 ms, p95 7 ms, p99 7 ms, max 7 ms (n 1)");
    }
}
