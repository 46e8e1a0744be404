package dev.millrace.pipeline.trigger;

import dev.millrace.events.Event;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.CheckSuiteChanged;
import dev.millrace.events.forge.MergeGroupChanged;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.pipeline.workflow.TriggerEvent;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Which forge events can start a pipeline, and on which commit. */
final class RecognizeTrigger {

    private static final String TAGS = "refs/tags/";
    private static final String BRANCHES = "refs/heads/";
    /** Temporary branches of GitHub's merge queues. */
    private static final String QUEUES = "gh-readonly-queue/";

    private static final Map<ChangeUpdated.Action, TriggerEvent> EVENTS = Map.of(
            ChangeUpdated.Action.OPENED, TriggerEvent.CHANGE_OPENED,
            ChangeUpdated.Action.SYNCHRONIZED, TriggerEvent.CHANGE_SYNCHRONIZED,
            ChangeUpdated.Action.REOPENED, TriggerEvent.CHANGE_REOPENED,
            ChangeUpdated.Action.CLOSED, TriggerEvent.CHANGE_CLOSED,
            ChangeUpdated.Action.MERGED, TriggerEvent.CHANGE_MERGED);

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
                push.after().map(after -> push(push, TriggerEvent.TAG_CREATED, TAGS, after, receivedAt));
            // what happens to a merge group is reported as such
            case RefPushed push when push.ref().startsWith(BRANCHES + QUEUES) -> Optional.empty();
            case RefPushed push
            when push.ref().startsWith(BRANCHES) ->
                push.after().map(after -> push(push, TriggerEvent.PUSHED, BRANCHES, after, receivedAt));
            case CheckSuiteChanged suite
            when suite.action() == CheckSuiteChanged.Action.REQUESTED ->
                suite.headBranch()
                        .filter(branch -> !branch.startsWith(QUEUES))
                        .map(branch -> suite(suite, branch, receivedAt));
            case MergeGroupChanged group
            when group.action() == MergeGroupChanged.Action.CHECKS_REQUESTED -> Optional.of(group(group, receivedAt));
            default -> Optional.empty();
        };
    }

    private static Optional<TriggerRow> change(ChangeUpdated change, Instant receivedAt, boolean runForks) {
        return event(change.action()).flatMap(event -> change(change, event, receivedAt, runForks));
    }

    private static Optional<TriggerRow> change(
            ChangeUpdated change, TriggerEvent event, Instant receivedAt, boolean runForks) {
        boolean merged = change.action() == ChangeUpdated.Action.MERGED;
        // what is merged was accepted by a person who may write to the repository
        boolean untrusted = change.fromFork() && !merged;
        boolean fromFork = untrusted && !runForks;
        if (fromFork && !TriggerRow.HEADS.contains(event)) {
            return Optional.empty();
        }
        Optional<String> sha = merged ? change.mergeCommitSha() : Optional.of(change.headSha());
        return sha.map(commit -> new TriggerRow(
                change.eventId(),
                change.repository().instance(),
                change.repository().id(),
                change.repository().fullName(),
                change.installationId(),
                event,
                change.headRef(),
                Optional.of(change.baseRef()),
                commit,
                Optional.of(change.number()),
                fromFork,
                change.actor().map(Actor::login),
                change.occurredAt(),
                receivedAt,
                0,
                untrusted,
                change.baseSha()));
    }

    private static TriggerRow push(
            RefPushed push, TriggerEvent event, String prefix, String after, Instant receivedAt) {
        return new TriggerRow(
                push.eventId(),
                push.repository().instance(),
                push.repository().id(),
                push.repository().fullName(),
                push.installationId(),
                event,
                push.ref().substring(prefix.length()),
                Optional.empty(),
                after,
                Optional.empty(),
                false,
                push.actor().map(Actor::login),
                push.occurredAt(),
                receivedAt,
                0,
                false,
                push.before());
    }

    /** A suite is requested for the head of a push. */
    private static TriggerRow suite(CheckSuiteChanged suite, String branch, Instant receivedAt) {
        return new TriggerRow(
                suite.eventId(),
                suite.repository().instance(),
                suite.repository().id(),
                suite.repository().fullName(),
                suite.installationId(),
                TriggerEvent.PUSHED,
                branch,
                Optional.empty(),
                suite.headSha(),
                Optional.empty(),
                false,
                suite.actor().map(Actor::login),
                suite.occurredAt(),
                receivedAt,
                0,
                false,
                suite.before());
    }

    private static TriggerRow group(MergeGroupChanged group, Instant receivedAt) {
        return new TriggerRow(
                group.eventId(),
                group.repository().instance(),
                group.repository().id(),
                group.repository().fullName(),
                group.installationId(),
                TriggerEvent.MERGE_GROUP,
                branch(group.headRef()),
                Optional.of(branch(group.baseRef())),
                group.headSha(),
                Optional.empty(),
                false,
                group.actor().map(Actor::login),
                group.occurredAt(),
                receivedAt,
                0,
                false,
                Optional.of(group.baseSha()));
    }

    private static String branch(String ref) {
        return ref.startsWith(BRANCHES) ? ref.substring(BRANCHES.length()) : ref;
    }

    /** The trigger of an action; most actions start nothing. */
    private static Optional<TriggerEvent> event(ChangeUpdated.Action action) {
        return Optional.ofNullable(EVENTS.get(action));
    }
}
