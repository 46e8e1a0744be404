package dev.millrace.pipeline.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.forge.ForgeFailure.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PublishFailureTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final Duration SPACING = Duration.ofMillis(300);

    @ParameterizedTest
    @EnumSource(names = {"UNAVAILABLE", "AMBIGUOUS", "UNEXPECTED"})
    void retriesWhatMayBeTheForgesOwnFaultAndLetsTheLaneWait(Kind kind) {
        PublishFailure failure = failure(kind, 0);

        assertThat(failure).isEqualTo(new PublishFailure.Retry("error", NOW.plusSeconds(1)));
        assertThat(laneFreeAt(kind, failure)).isEqualTo(NOW.plusSeconds(1));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 2", "5, 32", "6, 60", "1000000, 60"})
    void waitsLongerWithEachFailure(int failures, int seconds) {
        assertThat(failure(Kind.UNAVAILABLE, failures))
                .isEqualTo(new PublishFailure.Retry("error", NOW.plusSeconds(seconds)));
    }

    @Test
    void keepsTheLaneQuietUntilTheRateLimitEnds() {
        Instant end = NOW.plusSeconds(1_800);

        PublishFailure failure = PublishFailure.of(Kind.RATE_LIMITED, "error", 0, Optional.of(end), NOW);

        assertThat(failure).isEqualTo(new PublishFailure.Retry("error", end));
        assertThat(laneFreeAt(Kind.RATE_LIMITED, failure)).isEqualTo(end);
    }

    @Test
    void waitsAMinuteWhereOnlyAnAdministratorHelps() {
        PublishFailure failure = failure(Kind.AUTHENTICATION_REFUSED, 0);

        assertThat(failure).isEqualTo(new PublishFailure.Retry("error", NOW.plusSeconds(60)));
        assertThat(laneFreeAt(Kind.AUTHENTICATION_REFUSED, failure)).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void setsAsideWhatIsForbiddenAndGoesOnInTheLane() {
        PublishFailure failure = failure(Kind.FORBIDDEN, 0);

        assertThat(failure).isEqualTo(new PublishFailure.Parked("error"));
        assertThat(laneFreeAt(Kind.FORBIDDEN, failure)).isEqualTo(NOW.plus(SPACING));
    }

    @Test
    void looksForANewNameOfARepositoryThatIsGone() {
        PublishFailure failure = failure(Kind.NOT_FOUND, 0);

        assertThat(failure).isEqualTo(new PublishFailure.Moved("error", NOW.plusSeconds(1)));
        assertThat(laneFreeAt(Kind.NOT_FOUND, failure)).isEqualTo(NOW.plus(SPACING));
    }

    @Test
    void givesARefusedCommitThreeAttemptsWithoutHoldingUpTheLane() {
        assertThat(failure(Kind.INVALID, 0)).isEqualTo(new PublishFailure.Retry("error", NOW.plusSeconds(1)));
        assertThat(failure(Kind.INVALID, 1)).isEqualTo(new PublishFailure.Retry("error", NOW.plusSeconds(2)));
        assertThat(failure(Kind.INVALID, 2)).isEqualTo(new PublishFailure.Refused("error"));
        assertThat(laneFreeAt(Kind.INVALID, failure(Kind.INVALID, 0))).isEqualTo(NOW.plus(SPACING));
    }

    private static PublishFailure failure(Kind kind, int failures) {
        return PublishFailure.of(kind, "error", failures, Optional.empty(), NOW);
    }

    private static Instant laneFreeAt(Kind kind, PublishFailure failure) {
        return PublishFailure.laneFreeAt(kind, failure, NOW, SPACING);
    }
}
