package dev.millrace.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void takesTheStatedTime() {
        assertThat(retryAfter(429, Map.of("Retry-After", "17"))).contains(Duration.ofSeconds(17));
        assertThat(retryAfter(503, Map.of("Retry-After", " 3 "))).contains(Duration.ofSeconds(3));
        assertThat(retryAfter(429, Map.of("Retry-After", "Sat, 21 Nov 2026 12:00:40 GMT")))
                .contains(Duration.ofSeconds(40));
    }

    @Test
    void takesAMinuteIfNothingIsStated() {
        assertThat(retryAfter(429, Map.of())).contains(Duration.ofMinutes(1));
        assertThat(retryAfter(429, Map.of("Retry-After", "soon"))).contains(Duration.ofMinutes(1));
    }

    @Test
    void distinguishesGitHubsPrimaryLimitFromAMissingPermission() {
        String reset = Long.toString(NOW.plusSeconds(600).getEpochSecond());

        assertThat(retryAfter(403, Map.of("X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset)))
                .contains(Duration.ofMinutes(10));
        assertThat(retryAfter(403, Map.of("X-RateLimit-Remaining", "12", "X-RateLimit-Reset", reset)))
                .isEmpty();
        assertThat(retryAfter(403, Map.of())).isEmpty();
    }

    @Test
    void recognizesGitHubsSecondaryLimit() {
        assertThat(retryAfter(403, Map.of("Retry-After", "60", "X-RateLimit-Remaining", "4000")))
                .contains(Duration.ofMinutes(1));
    }

    @Test
    void isBetweenASecondAndTwoHours() {
        assertThat(retryAfter(429, Map.of("Retry-After", "0"))).contains(Duration.ofSeconds(1));
        assertThat(retryAfter(429, Map.of("Retry-After", "Sat, 21 Nov 2026 11:00:00 GMT")))
                .contains(Duration.ofSeconds(1));
        assertThat(retryAfter(429, Map.of("Retry-After", "999999999999"))).contains(Duration.ofHours(2));
    }

    @Test
    void ignoresOtherFailures() {
        assertThat(retryAfter(500, Map.of("Retry-After", "5"))).isEmpty();
        assertThat(retryAfter(503, Map.of())).isEmpty();
        assertThat(retryAfter(404, Map.of())).isEmpty();
    }

    private static Optional<Duration> retryAfter(int status, Map<String, String> headers) {
        return RateLimit.retryAfter(status, name -> Optional.ofNullable(headers.get(name)), NOW);
    }
}
