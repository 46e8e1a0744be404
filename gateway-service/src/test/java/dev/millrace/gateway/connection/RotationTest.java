package dev.millrace.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RotationTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private final Rotation begun = Rotation.begun("connection-1", UUID.randomUUID(), NOW);

    @Test
    void leavesTheServicesTimeToLearnOfTheSecret() {
        assertThat(begun.dueAt()).isEqualTo(NOW.plusSeconds(5));
    }

    @Test
    void keepsTheOtherSecretsForAsLongAsTheForgeDeliversAgain() {
        assertThat(begun.applied("github.com", NOW).retireAt()).contains(NOW.plus(Duration.ofDays(3)));
        assertThat(begun.applied("github.example.org", NOW).retireAt()).contains(NOW.plus(Duration.ofDays(7)));
    }

    @Test
    void endsEarlyWhenDeliveriesAreSignedWithTheNewSecretAndNoneWithTheOthersForADay() {
        Rotation applied = begun.applied("github.com", NOW);
        Instant dayLater = NOW.plus(Duration.ofDays(1));

        assertThat(applied.isSafeToRetire(at(NOW.plusSeconds(60)), at(NOW.minusSeconds(60)), dayLater))
                .isTrue();
        assertThat(applied.isSafeToRetire(at(NOW.plusSeconds(60)), Optional.empty(), dayLater))
                .isTrue();
        assertThat(applied.isSafeToRetire(at(NOW.plusSeconds(60)), Optional.empty(), dayLater.minusSeconds(1)))
                .as("a day after it was applied at the earliest")
                .isFalse();
        assertThat(applied.isSafeToRetire(at(NOW.minusSeconds(60)), Optional.empty(), dayLater))
                .as("nothing shows that the forge signs with the new one")
                .isFalse();
        assertThat(begun.isSafeToRetire(at(NOW), Optional.empty(), dayLater)).isFalse();
    }

    @Test
    void endsWhenTheForgeDoesNotDeliverAgainAnyMoreAlsoIfNothingWasDelivered() {
        Rotation applied = begun.applied("github.com", NOW);
        Instant end = NOW.plus(Duration.ofDays(3));

        assertThat(applied.isSafeToRetire(Optional.empty(), Optional.empty(), end))
                .isTrue();
        assertThat(applied.isSafeToRetire(Optional.empty(), Optional.empty(), end.minusSeconds(1)))
                .isFalse();
    }

    @Test
    void waitsForAsLongAsDeliveriesAreSignedWithTheOthers() {
        Rotation applied = begun.applied("github.com", NOW);
        Instant late = NOW.plus(Duration.ofDays(30));

        assertThat(applied.isSafeToRetire(at(late), at(late.minus(Duration.ofHours(23))), late))
                .isFalse();
        assertThat(applied.isSafeToRetire(at(late), at(late.minus(Duration.ofHours(24))), late))
                .isTrue();
        assertThat(applied.looked(late).dueAt()).isEqualTo(late.plus(Duration.ofMinutes(10)));
    }

    @Test
    void waitsLongerAfterEachFailureUpToTenMinutes() {
        Rotation rotation = begun;
        Duration[] waits = new Duration[9];
        for (int attempt = 0; attempt < waits.length; attempt++) {
            rotation = rotation.failed("502", Optional.empty(), NOW);
            waits[attempt] = Duration.between(NOW, rotation.dueAt());
        }

        assertThat(waits)
                .containsExactly(
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(40),
                        Duration.ofSeconds(80),
                        Duration.ofSeconds(160),
                        Duration.ofSeconds(320),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(10));
        assertThat(rotation.problem()).contains("502");
        assertThat(rotation.attempts()).isEqualTo(9);
    }

    @Test
    void asksAgainWhenTheForgeAllowsIt() {
        Instant allowed = NOW.plusSeconds(1800);

        assertThat(begun.failed("rate limit", Optional.of(allowed), NOW).dueAt())
                .isEqualTo(allowed);
    }

    @Test
    void forgetsTheProblemWhenTheForgeAccepts() {
        Rotation applied = begun.failed("502", Optional.empty(), NOW).applied("github.com", NOW);

        assertThat(applied.problem()).isEmpty();
        assertThat(applied.attempts()).isEqualTo(1);
    }

    private static Optional<Instant> at(Instant at) {
        return Optional.of(at);
    }
}
