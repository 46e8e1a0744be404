package dev.millrace.pipeline.trigger;

import dev.millrace.kit.database.Database;
import dev.millrace.pipeline.mirror.Mirror;
import dev.millrace.pipeline.registry.RunPlace;
import dev.millrace.pipeline.registry.StartListeners;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Starts what other repositories define for an event, once its commit is in the mirror and before the trigger is settled: after a
 * crash the trigger is resolved again, and what was started is not started again. The event's own {@code ops.yml} may be broken
 * or missing. A change from a fork starts nothing: its author has no say in what the team's other repositories do.
 */
@Singleton
final class StartOthers {

    private static final Logger LOG = Logger.getLogger(StartOthers.class);

    private final Database database;
    private final TriggerStore triggers;
    private final StartListeners listeners;

    StartOthers(Database database, TriggerStore triggers, StartListeners listeners) {
        this.database = database;
        this.triggers = triggers;
        this.listeners = listeners;
    }

    void handle(TriggerRow trigger, ResolveOutcome outcome) {
        if (trigger.fromFork() || trigger.untrusted()) {
            return;
        }
        switch (outcome) {
            case ResolveOutcome.Read read -> start(trigger, read.mirror(), read.commit());
            case ResolveOutcome.BrokenFile broken -> start(trigger, broken.mirror(), broken.commit());
            case ResolveOutcome.NoFile none -> start(trigger, none.mirror(), none.commit());
            case ResolveOutcome.ForkNotRun fork -> {
                // see above
            }
            case ResolveOutcome.ForkApproved fork -> {
                // see above
            }
            case ResolveOutcome.NotYet later -> {
                // the next attempt decides
            }
            case ResolveOutcome.NoMirror later -> {
                // no team of ours has it
            }
        }
    }

    private void start(TriggerRow trigger, Mirror mirror, String commit) {
        var place = new RunPlace(
                mirror,
                trigger.fullName(),
                trigger.instance(),
                trigger.forgeRepositoryId(),
                trigger.installationId(),
                trigger.ref(),
                trigger.baseRef(),
                commit,
                trigger.changeNumber());
        int started = database.inTransaction(tx -> trigger.isHead() && triggers.isSuperseded(tx, trigger)
                ? 0
                : listeners.start(tx, trigger.eventId(), place, trigger.facts(), trigger.actor()));
        if (started > 0) {
            LOG.infof(
                    "pipelines of other repositories started: eventId=%s repository=%s builds=%d",
                    trigger.eventId(), trigger.fullName(), started);
        }
    }
}
