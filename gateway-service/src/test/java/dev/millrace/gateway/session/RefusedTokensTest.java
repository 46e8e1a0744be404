package dev.millrace.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.SettableClock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RefusedTokensTest {

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-20T10:00:00Z"));

    @Test
    @SuppressWarnings("NullAway") // what it would write with is not reached
    void hasOneEntryInAMinuteWhichCountsTheOthers() {
        var refused = new RefusedTokens(null, null, clock);

        assertThat(refused.due()).contains(0L);
        assertThat(refused.due()).isEmpty();
        assertThat(refused.due()).isEmpty();

        clock.advance(RefusedTokens.BETWEEN);
        assertThat(refused.due()).contains(2L);
        clock.advance(RefusedTokens.BETWEEN);
        assertThat(refused.due()).contains(0L);
    }
}
