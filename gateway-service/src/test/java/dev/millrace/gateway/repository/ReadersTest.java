package dev.millrace.gateway.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.access.ReadersChanged;
import dev.millrace.gateway.repository.Readers.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReadersTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Duration STALE_AFTER = Duration.ofHours(24);
    private static final Key KEY = new Key("acme", "github.com", "900100");
    private static final UUID ANN = UUID.fromString("5d2c8f0e-6b7a-4f1d-8e3c-1a2b3c4d5e6f");

    @Test
    void publishesTheFirstAnswer() {
        ReadersChanged event = due(NOW.minusSeconds(5), List.of(ANN), null).orElseThrow();

        assertThat(event.key()).isEqualTo("acme/github.com:900100");
        assertThat(event.readers()).containsExactly(ANN);
        assertThat(event.checkedAt()).isEqualTo(NOW.minusSeconds(5));
        assertThat(event.readableUntil()).isEqualTo(NOW.minusSeconds(5).plus(STALE_AFTER));
        assertThat(event.occurredAt()).isEqualTo(NOW);
    }

    @Test
    void publishesNothingForAnAnswerThatIsOnlyNewer() {
        ReadersChanged last = published(NOW.minus(Duration.ofHours(1)), List.of(ANN));

        assertThat(due(NOW, List.of(ANN), last)).isEmpty();
    }

    @Test
    void publishesANewerAnswerBeforeTheLastOneCountsNoMore() {
        ReadersChanged last = published(NOW.minus(Duration.ofHours(13)), List.of(ANN));

        assertThat(due(NOW, List.of(ANN), last))
                .hasValueSatisfying(event -> assertThat(event.readableUntil()).isEqualTo(NOW.plus(STALE_AFTER)));
        assertThat(due(last.checkedAt(), List.of(ANN), last))
                .as("the forge cannot be asked")
                .isEmpty();
    }

    @Test
    void publishesOtherReadersAfterTheLastRecordWhateverTheClockShows() {
        Instant ahead = NOW.plusSeconds(30);
        var last = Readers.event(KEY, List.of(ANN), NOW, NOW.plus(STALE_AFTER), ahead);

        assertThat(due(NOW, List.of(), last)).hasValueSatisfying(event -> {
            assertThat(event.readers()).isEmpty();
            assertThat(event.occurredAt()).isAfter(ahead);
            assertThat(event.eventId()).isNotEqualTo(last.eventId());
        });
    }

    @Test
    void closesWhatIsNotCoveredAnyMoreOnce() {
        ReadersChanged closed =
                due(null, List.of(), published(NOW, List.of(ANN))).orElseThrow();

        assertThat(closed.readers()).isEmpty();
        assertThat(closed.readableUntil()).isEqualTo(closed.checkedAt());
        assertThat(due(null, List.of(), closed)).isEmpty();
        assertThat(due(null, List.of(), null)).isEmpty();
    }

    @Test
    void opensAgainWhatIsCoveredAgain() {
        ReadersChanged closed =
                due(null, List.of(), published(NOW, List.of(ANN))).orElseThrow();

        assertThat(due(NOW, List.of(), closed)).isPresent();
    }

    private static Optional<ReadersChanged> due(Instant checkedAt, List<UUID> people, ReadersChanged published) {
        return new Readers(KEY, Optional.ofNullable(checkedAt), people, Optional.ofNullable(published))
                .due(NOW, STALE_AFTER);
    }

    private static ReadersChanged published(Instant checkedAt, List<UUID> people) {
        return Readers.event(KEY, people, checkedAt, checkedAt.plus(STALE_AFTER), checkedAt);
    }
}
