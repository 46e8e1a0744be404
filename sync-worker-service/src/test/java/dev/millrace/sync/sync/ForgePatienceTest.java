package dev.millrace.sync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForgePatienceTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void waitsAsLongAsItIsTold() {
        assertThat(asked(429, Map.of("Retry-After", "17"))).contains(Duration.ofSeconds(17));
        assertThat(asked(503, Map.of("Retry-After", " 3 "))).contains(Duration.ofSeconds(3));
        assertThat(asked(429, Map.of("Retry-After", "Sat, 21 Nov 2026 12:00:40 GMT")))
                .contains(Duration.ofSeconds(40));
    }

    @Test
    void waitsAMinuteWhereNothingIsTold() {
        assertThat(asked(429, Map.of())).contains(Duration.ofMinutes(1));
        assertThat(asked(429, Map.of("Retry-After", "soon"))).contains(Duration.ofMinutes(1));
    }

    @Test
    void tellsGitHubsPrimaryLimitFromALackOfRights() {
        String reset = Long.toString(NOW.plusSeconds(600).getEpochSecond());

        assertThat(asked(403, Map.of("X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset)))
                .contains(Duration.ofMinutes(10));
        assertThat(asked(403, Map.of("X-RateLimit-Remaining", "12", "X-RateLimit-Reset", reset)))
                .isEmpty();
        assertThat(asked(403, Map.of())).isEmpty();
    }

    @Test
    void takesA403WithATimeForGitHubsSecondaryLimit() {
        assertThat(asked(403, Map.of("Retry-After", "60", "X-RateLimit-Remaining", "4000")))
                .contains(Duration.ofMinutes(1));
    }

    @Test
    void waitsAtLeastASecondAndAtMostTwoHours() {
        assertThat(asked(429, Map.of("Retry-After", "0"))).contains(Duration.ofSeconds(1));
        assertThat(asked(429, Map.of("Retry-After", "Sat, 21 Nov 2026 11:00:00 GMT")))
                .contains(Duration.ofSeconds(1));
        assertThat(asked(429, Map.of("Retry-After", "999999999999"))).contains(Duration.ofHours(2));
    }

    @Test
    void takesOtherFailuresForNoLimit() {
        assertThat(asked(500, Map.of("Retry-After", "5"))).isEmpty();
        assertThat(asked(503, Map.of())).isEmpty();
        assertThat(asked(404, Map.of())).isEmpty();
    }

    private static Optional<Duration> asked(int status, Map<String, String> headers) {
        return ForgePatience.asked(status, name -> Optional.ofNullable(headers.get(name)), NOW);
    }
}
