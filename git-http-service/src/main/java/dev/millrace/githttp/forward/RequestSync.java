package dev.millrace.githttp.forward;

import dev.millrace.events.git.SyncRequested;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.outbox.Outbox;
import dev.millrace.kit.work.Backoff;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Has a sync worker compare a mirror with its upstream after a push. */
@ApplicationScoped
class RequestSync {

    private static final Logger LOG = Logger.getLogger(RequestSync.class);
    /** Within about two minutes. */
    private static final int ATTEMPTS = 8;

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final Database database;
    private final Outbox outbox;
    private final Clock clock;

    RequestSync(Database database, Outbox outbox, Clock clock) {
        this.database = database;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Does so asynchronously; the push need not wait for it. If the database is unavailable, this waits, since the push was
     * then hardly committed here; if the request were lost, the next poll would find the difference.
     */
    void handle(Destination destination, String reason) {
        var request = new SyncRequested(UUID.randomUUID(), destination.repositoryId(), reason, clock.instant());
        Thread.ofVirtual().name("ask-for-sync").start(() -> ask(request));
    }

    private void ask(SyncRequested request) {
        for (int attempt = 1; !asked(request, attempt); attempt++) {
            if (attempt == ATTEMPTS || !paused(BACKOFF.after(attempt))) {
                LOG.warnf(
                        "no sync could be requested for repositoryId=%s, the next poll will find the change",
                        request.repositoryId());
                return;
            }
        }
    }

    private boolean asked(SyncRequested request, int attempt) {
        try {
            database.useTransaction(tx -> outbox.add(tx, request));
            return true;
        } catch (RuntimeException e) {
            LOG.infof(
                    "repositoryId=%s attempt=%d: no sync asked for yet: %s",
                    request.repositoryId(), attempt, e.toString());
            return false;
        }
    }

    private static boolean paused(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
