package dev.millrace.simulator.access;

import dev.millrace.simulator.settings.SimulatorConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The primary limit: a number of calls per caller and hour, in windows that begin with the first call. */
@ApplicationScoped
public class RateLimits {

    private static final Duration WINDOW = Duration.ofHours(1);
    private static final int ANONYMOUS_LIMIT = 60;

    /**
     * A caller's use of its limit after a call.
     *
     * @param used      calls in this window, this one included; may exceed the limit
     * @param resetAt   when the window ends
     */
    public record Standing(int limit, int used, Instant resetAt) {

        public int remaining() {
            return Math.max(0, limit - used);
        }

        public boolean exceeded() {
            return used > limit;
        }
    }

    private final Clock clock;
    private final int limit;
    private final Map<String, Standing> byCaller = new ConcurrentHashMap<>();

    @Inject
    RateLimits(Clock clock, SimulatorConfig config) {
        this(clock, config.rateLimit());
    }

    RateLimits(Clock clock, int limit) {
        this.clock = clock;
        this.limit = limit;
    }

    /** Counts one call. */
    Standing count(Caller caller) {
        Instant now = clock.instant();
        int allowed = caller instanceof Caller.Anonymous ? Math.min(limit, ANONYMOUS_LIMIT) : limit;
        return byCaller.compute(
                caller.rateKey(),
                (_, old) -> old == null || !now.isBefore(old.resetAt())
                        ? new Standing(allowed, 1, now.plus(WINDOW))
                        : new Standing(allowed, old.used() + 1, old.resetAt()));
    }

    /** Refunds a call, because conditional requests that are answered 304 are free. */
    Standing refund(Caller caller) {
        Standing refunded = byCaller.computeIfPresent(
                caller.rateKey(), (_, old) -> new Standing(old.limit(), old.used() - 1, old.resetAt()));
        return refunded == null ? new Standing(limit, 0, clock.instant().plus(WINDOW)) : refunded;
    }

    public void clear() {
        byCaller.clear();
    }
}
