package dev.millrace.pipeline.trigger;

import dev.millrace.events.Event;
import dev.millrace.events.git.CommitsReached;
import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.SyncFailed;
import dev.millrace.events.git.SyncStarted;
import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.kit.consume.EventIntake;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.mirror.MirrorStore;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Consumes events of our mirrors: which exist, and that refs of one moved, which wakes the triggers that wait for it. */
@ApplicationScoped
class MirrorConsumer {

    private final EventIntake intake;
    private final MirrorStore mirrors;
    private final TriggerStore triggers;
    private final Clock clock;

    MirrorConsumer(EventIntake intake, MirrorStore mirrors, TriggerStore triggers, Clock clock) {
        this.intake = intake;
        this.mirrors = mirrors;
        this.triggers = triggers;
        this.clock = clock;
    }

    @Incoming("git-updates")
    @Blocking
    void onUpdate(ConsumerRecord<String, byte[]> record) {
        intake.take(record, this::apply);
    }

    @Incoming("git-sync")
    @Blocking
    void onSync(ConsumerRecord<String, byte[]> record) {
        intake.take(record, this::apply);
    }

    private void apply(Transaction tx, Event event) {
        switch (event) {
            case RefsMoved moved -> moved(tx, moved.repository(), event);
            case SyncSucceeded succeeded -> moved(tx, succeeded.repository(), event);
            case SyncStarted started -> mirrors.note(tx, started.repository(), started.occurredAt());
            case SyncFailed failed -> mirrors.note(tx, failed.repository(), failed.occurredAt());
            case CommitsReached reached -> {
                // the RefsMoved of the same transaction has reported it
            }
            default -> {
                // not about mirrors
            }
        }
    }

    private void moved(Transaction tx, MirroredRepository repository, Event event) {
        mirrors.note(tx, repository, event.occurredAt());
        boolean woken = repository
                .upstreamKey()
                .filter(key -> triggers.wake(tx, key, clock.instant()) > 0)
                .isPresent();
        if (woken) {
            Signals.send(tx, TriggerWorker.SIGNAL);
        }
    }
}
