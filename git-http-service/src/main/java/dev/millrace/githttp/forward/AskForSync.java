package dev.millrace.githttp.forward;

import dev.millrace.events.git.SyncRequested;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Has a sync worker compare a mirror with its upstream after a push. */
@ApplicationScoped
class AskForSync {

    private static final Logger LOG = Logger.getLogger(AskForSync.class);

    private final Database database;
    private final Outbox outbox;
    private final Clock clock;

    AskForSync(Database database, Outbox outbox, Clock clock) {
        this.database = database;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Does so beside the push, which need not wait for it; were it lost, the next sweep would find the difference. */
    void handle(Destination destination, String reason) {
        Thread.ofVirtual().name("ask-for-sync").start(() -> ask(destination, reason));
    }

    private void ask(Destination destination, String reason) {
        try {
            database.useTransaction(tx -> outbox.add(
                    tx, new SyncRequested(UUID.randomUUID(), destination.repositoryId(), reason, clock.instant())));
        } catch (RuntimeException e) {
            LOG.warnf(e, "no sync could be asked for repositoryId=%s", destination.repositoryId());
        }
    }
}
