package dev.millrace.simulator.hooks;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;

/**
 * Ids of deliveries, in the order of the times from which they are made. They lie beyond 2⁵³, as GitHub's do, and are odd, so that a
 * client that reads them as floating-point numbers gets another id and finds nothing.
 */
@ApplicationScoped
class DeliveryIds {

    private static final long BEYOND_DOUBLES = 1L << 53;
    /** More than are made in one microsecond, and than times are given for twice. */
    private static final int MOST_KNOWN = 200_000;

    private final LinkedHashSet<Long> known = new LinkedHashSet<>();

    /** An id that was not given out yet. */
    synchronized long next(Instant at) {
        long id = BEYOND_DOUBLES + 1 + 2 * ChronoUnit.MICROS.between(Instant.EPOCH, at);
        while (!known.add(id)) {
            id += 2;
        }
        if (known.size() > MOST_KNOWN) {
            known.removeFirst();
        }
        return id;
    }
}
