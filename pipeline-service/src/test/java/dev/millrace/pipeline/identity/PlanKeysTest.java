package dev.millrace.pipeline.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.identity.PlanKeys.Plan;
import dev.millrace.pipeline.identity.SigningKeyRow.StoredKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanKeysTest {

    private static final Duration KEY = Duration.ofDays(90);
    private static final Duration TOKEN = Duration.ofHours(1);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void theFirstKeySignsAtOnce() {
        assertThat(PlanKeys.of(List.of(), KEY, TOKEN, START)).isEqualTo(new Plan(Optional.of(START), List.of()));
    }

    @Test
    void theNextKeyIsPublishedADayBeforeItSigns() {
        List<SigningKeyRow> keys = List.of(key("a", START));
        Instant due = START.plus(KEY).minus(PlanKeys.OVERLAP);

        assertThat(plan(keys, due.minusSeconds(1)).newSignsFrom()).isEmpty();
        assertThat(plan(keys, due).newSignsFrom()).contains(START.plus(KEY));
        assertThat(plan(keys, due.plus(Duration.ofDays(7))).newSignsFrom()).contains(due.plus(Duration.ofDays(8)));
    }

    @Test
    void aKeyStaysPublishedUntilItsLastTokenHasExpiredForADay() {
        Instant second = START.plus(KEY);
        List<SigningKeyRow> keys = List.of(key("a", START), key("b", second));
        Instant end = second.plus(TOKEN).plus(PlanKeys.OVERLAP);

        assertThat(plan(keys, end).ended()).isEmpty();
        assertThat(plan(keys, end.plusSeconds(1)).ended()).containsExactly("a");
    }

    @Test
    void theNewestKeyWhoseTimeHasComeSigns() {
        List<SigningKeyRow> keys = List.of(key("a", START), key("b", START.plusSeconds(10)));

        assertThat(PlanKeys.signing(keys, START.minusSeconds(1))).isEmpty();
        assertThat(PlanKeys.signing(keys, START.plusSeconds(9)).orElseThrow().id())
                .isEqualTo("a");
        assertThat(PlanKeys.signing(keys, START.plusSeconds(10)).orElseThrow().id())
                .isEqualTo("b");
    }

    private static Plan plan(List<SigningKeyRow> keys, Instant now) {
        return PlanKeys.of(keys, KEY, TOKEN, now);
    }

    private static SigningKeyRow key(String id, Instant signsFrom) {
        return new SigningKeyRow(id, new StoredKeys(new byte[0], new byte[0]), signsFrom);
    }
}
