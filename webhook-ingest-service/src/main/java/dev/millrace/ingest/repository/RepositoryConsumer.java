package dev.millrace.ingest.repository;

import dev.millrace.events.Event;
import dev.millrace.events.git.CommitsReached;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.RepositoryDeleted;
import dev.millrace.events.git.SyncFailed;
import dev.millrace.events.git.SyncStarted;
import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.ingest.reconciliation.FoundMoves;
import dev.millrace.kit.consume.EventIntake;
import dev.millrace.kit.database.Transaction;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Consumes the topics whose events name the repositories of teams, and report what moved in mirrors. The effect is idempotent, so
 * the inbox is not used.
 */
@ApplicationScoped
class RepositoryConsumer {

    private final EventIntake intake;
    private final RepositoryStore store;
    private final FoundMoves foundMoves;

    RepositoryConsumer(EventIntake intake, RepositoryStore store, FoundMoves foundMoves) {
        this.intake = intake;
        this.store = store;
        this.foundMoves = foundMoves;
    }

    @Incoming("git-updates")
    @Blocking
    void onUpdates(ConsumerRecord<String, byte[]> record) {
        intake.takeState(record, this::apply);
    }

    @Incoming("git-sync")
    @Blocking
    void onSync(ConsumerRecord<String, byte[]> record) {
        intake.takeState(record, this::apply);
    }

    private void apply(Transaction tx, Event event) {
        foundMoves.note(tx, event);
        switch (event) {
            case RefsMoved moved -> store.save(tx, moved.repository(), moved.occurredAt());
            case CommitsReached reached -> store.save(tx, reached.repository(), reached.occurredAt());
            case SyncStarted started -> store.save(tx, started.repository(), started.occurredAt());
            case SyncSucceeded succeeded -> store.save(tx, succeeded.repository(), succeeded.occurredAt());
            case SyncFailed failed -> store.save(tx, failed.repository(), failed.occurredAt());
            case RepositoryDeleted deleted -> store.saveDeleted(tx, deleted.repository(), deleted.occurredAt());
            default -> {
                // types that are added later
            }
        }
    }
}
