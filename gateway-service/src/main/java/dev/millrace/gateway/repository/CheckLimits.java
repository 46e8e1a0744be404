package dev.millrace.gateway.repository;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** The settings of {@link AccessConfig}, checked at start. */
@ApplicationScoped
class CheckLimits {

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final Duration interval;
    private final Duration staleAfter;

    CheckLimits(AccessConfig config) {
        this.interval = config.checkInterval();
        this.staleAfter = config.staleAfter();
        if (interval.compareTo(SHORTEST) < 0) {
            throw new IllegalStateException(
                    "millrace.access.check-interval is %s; it must be at least %s".formatted(interval, SHORTEST));
        }
        if (staleAfter.compareTo(interval.multipliedBy(2)) < 0) {
            throw new IllegalStateException(
                    "millrace.access.stale-after is %s; it must be at least twice millrace.access.check-interval, %s"
                            .formatted(staleAfter, interval));
        }
    }

    Duration interval() {
        return interval;
    }

    Duration staleAfter() {
        return staleAfter;
    }
}
