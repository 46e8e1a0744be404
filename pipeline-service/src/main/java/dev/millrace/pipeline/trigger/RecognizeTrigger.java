package dev.millrace.pipeline.trigger;

import dev.millrace.events.Event;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.pipeline.workflow.TriggerEvent;
import java.time.Instant;
import java.util.Optional;

/** Which forge events can start a pipeline, and on which commit. */
final class RecognizeTrigger {

    private static final String TAGS = "refs/tags/";

    private RecognizeTrigger() {}

    /**
     * The trigger in an event; empty if it cannot start anything. A change from a fork whose code may not run starts nothing
     * either, but the change shows why.
     *
     * @param runForks whether the code of changes from forks, which anyone can open, may run on this machine
     */
    static Optional<TriggerRow> in(Event event, Instant receivedAt, boolean runForks) {
        return switch (event) {
            case ChangeUpdated change -> change(change, receivedAt, runForks);
            case RefPushed push
            when push.ref().startsWith(TAGS) && push.before().isEmpty() ->
                push.after().map(after -> tag(push, after, receivedAt));
            default -> Optional.empty();
        };
    }

    private static Optional<TriggerRow> change(ChangeUpdated change, Instant receivedAt, boolean runForks) {
        boolean merged = change.action() == ChangeUpdated.Action.MERGED;
        boolean fromFork = change.fromFork() && !merged && !runForks;
        if (fromFork && !TriggerRow.HEADS.contains(event(change.action()))) {
            return Optional.empty();
        }
        Optional<String> sha = merged ? change.mergeCommitSha() : Optional.of(change.headSha());
        return sha.map(commit -> new TriggerRow(
                change.eventId(),
                change.repository().instance(),
                change.repository().id(),
                change.repository().fullName(),
                change.installationId(),
                event(change.action()),
                change.headRef(),
                Optional.of(change.baseRef()),
                commit,
                Optional.of(change.number()),
                fromFork,
                change.occurredAt(),
                receivedAt,
                0));
    }

    private static TriggerRow tag(RefPushed push, String after, Instant receivedAt) {
        return new TriggerRow(
                push.eventId(),
                push.repository().instance(),
                push.repository().id(),
                push.repository().fullName(),
                push.installationId(),
                TriggerEvent.TAG_CREATED,
                push.ref().substring(TAGS.length()),
                Optional.empty(),
                after,
                Optional.empty(),
                false,
                push.occurredAt(),
                receivedAt,
                0);
    }

    private static TriggerEvent event(ChangeUpdated.Action action) {
        return switch (action) {
            case OPENED -> TriggerEvent.CHANGE_OPENED;
            case SYNCHRONIZED -> TriggerEvent.CHANGE_SYNCHRONIZED;
            case REOPENED -> TriggerEvent.CHANGE_REOPENED;
            case CLOSED -> TriggerEvent.CHANGE_CLOSED;
            case MERGED -> TriggerEvent.CHANGE_MERGED;
        };
    }
}
