package dev.millrace.simulator.account;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids for everything at the forge, increasing, unique over all kinds of resources and, for all practical purposes, over all
 * runs of the simulator. They lie between 3·10⁹ and 2⁵³, so a client with 32-bit ids fails at once and JavaScript does not. Only
 * deliveries have larger ones, as at GitHub.
 */
@ApplicationScoped
public class Ids {

    private final AtomicLong last = new AtomicLong(3_000_000_000L + new SecureRandom().nextLong(1L << 44));

    public long next() {
        return last.addAndGet(1 + ThreadLocalRandom.current().nextLong(1000));
    }
}
