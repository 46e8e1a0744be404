package dev.millrace.pipeline.trigger;

import dev.millrace.events.Event;
import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.kit.consume.EventIntake;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.mirror.FollowMirrors;
import dev.millrace.pipeline.registry.FollowDefaultBranches;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Consumes events of our mirrors: which exist, and that refs of one moved, which wakes the triggers that wait for it. */
@ApplicationScoped
class MirrorConsumer {

    private final EventIntake intake;
    private final FollowMirrors followMirrors;
    private final FollowDefaultBranches followDefaultBranches;
    private final TriggerStore triggers;
    private final Clock clock;

    MirrorConsumer(
            EventIntake intake,
            FollowMirrors followMirrors,
            FollowDefaultBranches followDefaultBranches,
            TriggerStore triggers,
            Clock clock) {
        this.intake = intake;
        this.followMirrors = followMirrors;
        this.followDefaultBranches = followDefaultBranches;
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
        followMirrors.apply(tx, event);
        followDefaultBranches.apply(tx, event);
        switch (event) {
            case RefsMoved moved -> wakeTriggers(tx, moved.repository());
            case SyncSucceeded succeeded -> wakeTriggers(tx, succeeded.repository());
            default -> {
                // no commit arrived, or the RefsMoved of the same transaction has reported it
            }
        }
    }

    private void wakeTriggers(Transaction tx, MirroredRepository repository) {
        boolean woken = repository
                .upstreamKey()
                .filter(key -> triggers.wake(tx, key, clock.instant()) > 0)
                .isPresent();
        if (woken) {
            Signals.send(tx, TriggerWorker.SIGNAL);
        }
    }
}
