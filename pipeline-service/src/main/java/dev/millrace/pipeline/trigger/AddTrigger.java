package dev.millrace.pipeline.trigger;

import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.workflow.TriggerEvent;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Adds triggers, once for each thing that happened: GitHub announces the head of a push by the push and by a check suite, in any
 * order, and reports the end of a merge group even before it requests its checks.
 */
@Singleton
final class AddTrigger {

    private static final Logger LOG = Logger.getLogger(AddTrigger.class);

    private final TriggerStore triggers;
    private final CommitStore commits;

    AddTrigger(TriggerStore triggers, CommitStore commits) {
        this.triggers = triggers;
        this.commits = commits;
    }

    /**
     * Adds the trigger of an event; false, and nothing is changed, if what happened has one.
     *
     * @param forced whether it runs in any case, once for this id
     */
    boolean ofEvent(Transaction tx, TriggerRow trigger, boolean forced) {
        if (!forced && trigger.event() == TriggerEvent.PUSHED) {
            commits.lock(tx, trigger.upstreamKey(), trigger.sha());
            if (commits.wasAnnouncedBySuite(tx, trigger)) {
                return skipped(trigger, "a check suite has announced it");
            }
        }
        if (!forced && trigger.event() == TriggerEvent.MERGE_GROUP) {
            commits.lock(tx, trigger.upstreamKey(), trigger.sha());
            if (commits.isGone(tx, trigger.upstreamKey(), trigger.sha())) {
                return skipped(trigger, "the merge group is gone");
            }
        }
        return triggers.add(tx, trigger);
    }

    /** Adds the trigger of a push that a check suite announces; false, and nothing is changed, if the push has one. */
    boolean ofSuite(Transaction tx, TriggerRow trigger, boolean forced) {
        commits.lock(tx, trigger.upstreamKey(), trigger.sha());
        if (!forced && commits.isAnnounced(tx, trigger)) {
            return skipped(trigger, "it is known");
        }
        if (!triggers.add(tx, trigger)) {
            return false;
        }
        if (!forced) {
            commits.noteSuite(tx, trigger);
        }
        return true;
    }

    private static boolean skipped(TriggerRow trigger, String reason) {
        LOG.debugf(
                "starts nothing: eventId=%s repository=%s event=%s sha=%s: %s",
                trigger.eventId(), trigger.fullName(), trigger.event().wireName(), trigger.sha(), reason);
        return false;
    }
}
