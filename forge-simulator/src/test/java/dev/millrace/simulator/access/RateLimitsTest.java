package dev.millrace.simulator.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.simulator.account.Account;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RateLimitsTest {

    private Instant now = Instant.parse("2026-11-20T08:00:00Z");
    private final RateLimits limits = new RateLimits(clock(), 2);
    private final Caller ann = new Caller.Person(new Account(1, "ann", Account.Kind.USER));
    private final Caller ben = new Caller.Person(new Account(2, "ben", Account.Kind.USER));

    @Test
    void countsEachCallerByItself() {
        limits.count(ann);
        limits.count(ann);

        assertThat(limits.count(ann).exceeded()).isTrue();
        assertThat(limits.count(ben).remaining()).isEqualTo(1);
    }

    @Test
    void startsAnewAfterAnHour() {
        limits.count(ann);
        limits.count(ann);
        now = now.plus(Duration.ofHours(1));

        RateLimits.Standing standing = limits.count(ann);

        assertThat(standing.used()).isEqualTo(1);
        assertThat(standing.resetAt()).isEqualTo(now.plus(Duration.ofHours(1)));
    }

    @Test
    void givesACallBack() {
        limits.count(ann);

        assertThat(limits.refund(ann).remaining()).isEqualTo(2);
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }
}
