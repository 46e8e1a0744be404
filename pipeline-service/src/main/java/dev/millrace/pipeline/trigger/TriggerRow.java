package dev.millrace.pipeline.trigger;

import dev.millrace.pipeline.approval.ChangeCommit;
import dev.millrace.pipeline.workflow.EventFacts;
import dev.millrace.pipeline.workflow.TriggerEvent;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * An event that may start builds.
 *
 * @param eventId the forge event, or the record of a forced replay of it: builds are made once for each
 * @param instance host of the forge
 * @param forgeRepositoryId the forge's number for the repository
 * @param fullName {@code owner/name} at the time of the event
 * @param installationId which installation reported it; empty for repository hooks
 * @param event what happened
 * @param ref short branch or tag name; the head branch of a change, or the temporary branch of a merge group
 * @param baseRef short branch name that the change or the merge group goes into; empty for others
 * @param sha head of the branch, the change or the merge group, merge commit, or the object that the tag's ref points to
 * @param changeNumber empty for what is no change
 * @param fromFork whether it is a change from a fork, whose code runs only when it is approved
 * @param actor who caused it, the login at the forge; empty if the forge did not state it
 * @param occurredAt when it happened, as the forge states it
 * @param receivedAt when it reached us
 * @param attempts how often the mirror was asked, this time included
 * @param untrusted whether its builds run the code of a change from a fork that was not approved, and get no secrets
 * @param baseSha commit with which the files are compared: of a push the one before, of a change or a merge group its base; empty
 *     if it is not known
 */
record TriggerRow(
        UUID eventId,
        String instance,
        String forgeRepositoryId,
        String fullName,
        Optional<String> installationId,
        TriggerEvent event,
        String ref,
        Optional<String> baseRef,
        String sha,
        Optional<Long> changeNumber,
        boolean fromFork,
        Optional<String> actor,
        Instant occurredAt,
        Instant receivedAt,
        int attempts,
        boolean untrusted,
        Optional<String> baseSha) {

    /** Events that report the head of a change. */
    static final Set<TriggerEvent> HEADS =
            Set.of(TriggerEvent.CHANGE_OPENED, TriggerEvent.CHANGE_SYNCHRONIZED, TriggerEvent.CHANGE_REOPENED);

    /** One whose base is not known; its builds may have secrets, unless it is a change from a fork. */
    TriggerRow(
            UUID eventId,
            String instance,
            String forgeRepositoryId,
            String fullName,
            Optional<String> installationId,
            TriggerEvent event,
            String ref,
            Optional<String> baseRef,
            String sha,
            Optional<Long> changeNumber,
            boolean fromFork,
            Optional<String> actor,
            Instant occurredAt,
            Instant receivedAt,
            int attempts) {
        this(
                eventId,
                instance,
                forgeRepositoryId,
                fullName,
                installationId,
                event,
                ref,
                baseRef,
                sha,
                changeNumber,
                fromFork,
                actor,
                occurredAt,
                receivedAt,
                attempts,
                fromFork,
                Optional.empty());
    }

    /** The same as a trigger of its own, whose builds run although there were builds before. */
    TriggerRow again(UUID id) {
        return new TriggerRow(
                id,
                instance,
                forgeRepositoryId,
                fullName,
                installationId,
                event,
                ref,
                baseRef,
                sha,
                changeNumber,
                fromFork,
                actor,
                occurredAt,
                receivedAt,
                attempts,
                untrusted,
                baseSha);
    }

    /** The commit of the change that it is about; only of a change. */
    ChangeCommit changeCommit() {
        return new ChangeCommit(instance, forgeRepositoryId, changeNumber.orElseThrow(), sha);
    }

    /** Whether it reports the head of a change. */
    boolean isHead() {
        return HEADS.contains(event);
    }

    /** Whether rules of the forge may require checks of its commit: a change is merged, directly or in a group of a merge queue. */
    boolean isGated() {
        return isHead() || event == TriggerEvent.MERGE_GROUP;
    }

    /** What conditions and filters of the file may ask; the file is read from the repository of the event. */
    EventFacts facts() {
        return new EventFacts(fullName, fullName, event, ref, baseRef, changeNumber, Optional.empty());
    }

    /** {@code instance:id}, by which the mirror is found. */
    String upstreamKey() {
        return instance + ":" + forgeRepositoryId;
    }
}
