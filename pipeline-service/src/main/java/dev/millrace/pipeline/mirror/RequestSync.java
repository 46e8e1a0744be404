package dev.millrace.pipeline.mirror;

import dev.millrace.events.git.SyncRequested;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.outbox.Outbox;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Requests a sync of a mirror that lacks a commit. Requests for one mirror coalesce, so a repeated one costs little. */
@Singleton
public final class RequestSync {

    private static final Logger LOG = Logger.getLogger(RequestSync.class);

    private final Database database;
    private final Outbox outbox;
    private final Clock clock;

    RequestSync(Database database, Outbox outbox, Clock clock) {
        this.database = database;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Requests one in the caller's transaction.
     *
     * @param reason for people
     * @param commit that the mirror must have afterwards, 40 hex digits
     */
    public void request(Transaction tx, Mirror mirror, String reason, String commit) {
        outbox.add(
                tx,
                new SyncRequested(
                        UUID.randomUUID(),
                        mirror.repositoryId(),
                        reason,
                        Optional.empty(),
                        Optional.of(commit),
                        clock.instant()));
        LOG.infof("sync requested: repositoryId=%s commit=%s %s", mirror.repositoryId(), commit, reason);
    }

    /** Requests one; without it, the next poll of the mirror finds the commit, too, so a failure is only logged. */
    void request(Mirror mirror, String reason, String commit) {
        try {
            database.useTransaction(tx -> request(tx, mirror, reason, commit));
        } catch (RuntimeException e) {
            LOG.warnf("no sync could be requested for repositoryId=%s: %s", mirror.repositoryId(), e.getMessage());
        }
    }
}
