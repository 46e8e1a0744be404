package dev.millrace.git.dfs;

import dev.millrace.kit.database.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Sends a statement periodically while a transaction reads objects. The database does not see those reads, and it ends
 * transactions that are idle for long. To be run very often, on the transaction's thread.
 */
final class AliveWhileReading implements Runnable {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Transaction tx;
    private final Clock clock;
    private Instant last;

    AliveWhileReading(Transaction tx, Clock clock) {
        this.tx = tx;
        this.clock = clock;
        this.last = clock.instant();
    }

    @Override
    public void run() {
        // a clock that was set back counts as well
        if (Duration.between(last, clock.instant()).abs().compareTo(PAUSE) >= 0) {
            tx.keepAlive();
            last = clock.instant();
        }
    }
}
