package dev.millrace.pipeline.trigger;

import dev.millrace.events.EventIds;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.approval.Approvals;
import dev.millrace.pipeline.approval.ChangeCommit;
import dev.millrace.pipeline.workflow.TriggerEvent;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** The heads of changes, as the forge's events have reported them, and the start of one that waited for an approval. */
@Singleton
public final class ChangeHeads {

    private final HeadStore store;
    private final TriggerStore triggers;
    private final Approvals approvals;
    private final Clock clock;

    ChangeHeads(HeadStore store, TriggerStore triggers, Approvals approvals, Clock clock) {
        this.store = store;
        this.triggers = triggers;
        this.approvals = approvals;
        this.clock = clock;
    }

    /**
     * The head of a change just before a time, as far as events that have arrived report it. The forge gives times in seconds, so
     * what happened in the same second is not before it.
     *
     * @param upstreamKey {@code instance:id} of the repository
     * @param time by the forge's clock
     */
    public Optional<String> before(Transaction tx, String upstreamKey, long number, Instant time) {
        return store.before(tx, upstreamKey, number, time);
    }

    /** The newest event that reported this head of a change; empty if none has. */
    public Optional<TriggerEvent> event(Transaction tx, String upstreamKey, long number, String sha) {
        return store.event(tx, upstreamKey, number, sha);
    }

    /** The commit of the base branch when this was the head of a change, as the newest event states it; empty if none does. */
    public Optional<String> base(Transaction tx, String upstreamKey, long number, String sha) {
        return store.base(tx, upstreamKey, number, sha);
    }

    /** Whether an event has reported this as a head of a change from a fork. */
    public boolean isFromFork(Transaction tx, String upstreamKey, long number, String sha) {
        return store.isFromFork(tx, upstreamKey, number, sha);
    }

    /**
     * Approves a commit of a change from a fork, and lets the event that reported it start the pipelines. A repetition changes
     * nothing: builds are made once for each event.
     */
    public void approve(Transaction tx, ForkHead head, String by) {
        var commit = new ChangeCommit(head.instance(), head.forgeRepositoryId(), head.number(), head.sha());
        approvals.approve(tx, commit, by);
        if (!store.reopen(tx, head.upstreamKey(), head.number(), head.sha(), clock.instant())) {
            triggers.add(tx, missed(head));
        }
        Signals.send(tx, TriggerWorker.SIGNAL);
    }

    /** The event never arrived. */
    private TriggerRow missed(ForkHead head) {
        Instant now = clock.instant();
        return new TriggerRow(
                EventIds.of("approved", head.instance(), head.forgeRepositoryId(), head.number(), head.sha()),
                head.instance(),
                head.forgeRepositoryId(),
                head.fullName(),
                Optional.of(head.installationId()),
                TriggerEvent.CHANGE_SYNCHRONIZED,
                head.ref(),
                Optional.of(head.baseRef()),
                head.sha(),
                Optional.of(head.number()),
                true,
                Optional.empty(),
                head.seenAt(),
                now,
                0);
    }

    /**
     * A commit of a change from a fork.
     *
     * @param instance host of the forge
     * @param forgeRepositoryId the forge's number for the repository that the change goes into
     * @param fullName its name, {@code owner/name}
     * @param installationId the installation that covers it
     * @param number of the change
     * @param ref short name of the source branch
     * @param baseRef short name of the branch that it goes into
     * @param sha the commit, 40 hex digits
     * @param seenAt when it was the head, by the forge's clock
     */
    public record ForkHead(
            String instance,
            String forgeRepositoryId,
            String fullName,
            String installationId,
            long number,
            String ref,
            String baseRef,
            String sha,
            Instant seenAt) {

        String upstreamKey() {
            return instance + ":" + forgeRepositoryId;
        }
    }
}
