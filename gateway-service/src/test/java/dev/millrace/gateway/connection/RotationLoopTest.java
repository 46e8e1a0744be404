package dev.millrace.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RotationLoopTest {

    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");

    @Test
    void waitsUntilTheNextRotationIsDueWithinLimits() {
        assertThat(RotationLoop.untilNext(Optional.of(NOW.plusSeconds(5)), NOW)).isEqualTo(Duration.ofSeconds(5));
        assertThat(RotationLoop.untilNext(Optional.of(NOW.plus(Duration.ofDays(3))), NOW))
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(RotationLoop.untilNext(Optional.of(NOW.minusSeconds(60)), NOW))
                .isEqualTo(Duration.ofSeconds(1));
        assertThat(RotationLoop.untilNext(Optional.empty(), NOW)).isEqualTo(Duration.ofSeconds(30));
    }
}
