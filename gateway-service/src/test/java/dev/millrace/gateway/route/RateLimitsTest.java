package dev.millrace.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RateLimitsTest {

    private static final String TOKEN = "Bearer a.b.c";

    private long now;

    private final TimeMeter clock = new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return now;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    };

    @Test
    void admitsABurstAndThenTheRate() {
        var limits = limits(10, 0);

        assertThat(admitted(limits, TOKEN, "192.0.2.1", 60)).isEqualTo(50);
        assertThat(limits.admit(TOKEN, "192.0.2.1"))
                .hasValueSatisfying(wait -> assertThat(wait).isBetween(Duration.ofMillis(1), Duration.ofMillis(100)));

        now += Duration.ofSeconds(2).toNanos();
        assertThat(admitted(limits, TOKEN, "192.0.2.1", 60)).isEqualTo(20);
    }

    @Test
    void countsEachCredentialByItself() {
        var limits = limits(10, 0);
        admitted(limits, TOKEN, "192.0.2.1", 60);

        assertThat(admitted(limits, "Bearer x.y.z", "192.0.2.1", 60)).isEqualTo(50);
        assertThat(admitted(limits, null, "192.0.2.1", 60)).isEqualTo(60);
    }

    @Test
    void countsAnAddressWhateverItsCredentials() {
        var limits = limits(0, 10);

        long admitted = IntStream.range(0, 60)
                .filter(request -> limits.admit("Bearer " + request, "2001:db8::" + Integer.toHexString(request))
                        .isEmpty())
                .count();

        assertThat(admitted).as("of one network").isEqualTo(50);
        assertThat(limits.admit(TOKEN, "2001:db8:0:1::1")).isEmpty();
    }

    @Test
    void limitsNothingWithoutALimit() {
        assertThat(admitted(limits(0, 0), TOKEN, "192.0.2.1", 10_000)).isEqualTo(10_000);
    }

    private static long admitted(RateLimits limits, @Nullable String authorization, String sender, int requests) {
        return IntStream.range(0, requests)
                .mapToObj(request -> limits.admit(authorization, sender))
                .filter(Optional::isEmpty)
                .count();
    }

    private RateLimits limits(int perToken, int perAddress) {
        return new RateLimits(
                new RateConfig() {
                    @Override
                    public int perToken() {
                        return perToken;
                    }

                    @Override
                    public int perAddress() {
                        return perAddress;
                    }
                },
                clock);
    }
}
