package dev.millrace.githttp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientPaceTest { // #9.5

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ClientPace pace = new ClientPace(1000, MINUTE);
    private boolean large = true;
    private long now = -5 * SECOND; // as a clock of nanoseconds, which begins anywhere

    @BeforeEach
    void require() {
        pace.requireWhile(() -> large);
    }

    @Test
    void isTooSlowAfterAWindowBelowTheLimit() {
        assertThat(sending(59, 999)).isFalse();
        assertThat(sending(1, 999)).isTrue();
    }

    @Test
    void isTooSlowInTheMiddleOfAWrite() {
        pace.waits(now);

        now += 59 * SECOND;
        assertThat(pace.isTooSlow(now)).isFalse();
        now += SECOND;
        assertThat(pace.isTooSlow(now)).isTrue();
    }

    @Test
    void startsAgainAfterAWindowAtTheLimit() {
        assertThat(sending(60, 1000)).isFalse();
        assertThat(sending(59, 0)).isFalse();
        assertThat(sending(1, 0)).isTrue();
    }

    @Test
    void doesNotCountTheTimeInWhichTheResponseIsComputed() {
        for (int i = 0; i < 100; i++) {
            assertThat(sending(1, 1000)).isFalse();
            now += 100 * SECOND;
        }
    }

    @Test
    void measuresFromWhenTheSpeedIsRequired() {
        large = false;
        pace.waits(now);
        now += 600 * SECOND;
        assertThat(pace.isTooSlow(now)).isFalse();

        large = true;
        now += 59 * SECOND;
        assertThat(pace.isTooSlow(now)).isFalse();
        now += SECOND;
        assertThat(pace.isTooSlow(now)).isTrue();
        large = false;
        assertThat(pace.isTooSlow(now)).isFalse();
    }

    @Test
    void acceptsAnySpeedWithoutALimit() {
        ClientPace any = new ClientPace(0, MINUTE);
        any.requireWhile(() -> true);
        any.waits(now);

        assertThat(any.isTooSlow(now + 1000 * SECOND)).isFalse();
    }

    /** Waits this long for a client that accepts this much each second. */
    private boolean sending(int seconds, int bytesEach) {
        boolean slow = false;
        for (int i = 0; i < seconds; i++) {
            pace.waits(now);
            now += SECOND;
            pace.accepts(bytesEach);
            pace.goesOn(now);
            slow |= pace.isTooSlow(now);
        }
        return slow;
    }
}
