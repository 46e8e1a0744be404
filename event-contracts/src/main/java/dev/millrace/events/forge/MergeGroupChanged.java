package dev.millrace.events.forge;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A merge queue wants checks on a group of changes, or the group is gone. Without checks on {@code headSha} the queue waits.
 *
 * <p>Wire name {@code forge.mergegroup.changed}, version 1. Topic {@code forge.check}, keyed by forge instance and repository
 * id.
 *
 * @param eventId the same for every hook and redelivery
 * @param repository where
 * @param installationId the installation that reported it
 * @param actor who did it; mostly empty, as the queue acts by itself
 * @param action what happened
 * @param headRef full name of the group's temporary branch
 * @param headSha its commit, 40 hex digits
 * @param baseRef full name of the branch that the group is to be merged into
 * @param baseSha commit of that branch which the group is based on, 40 hex digits
 * @param reason why the group is gone, in the forge's word: {@code merged}, {@code invalidated} or {@code dequeued}
 * @param occurredAt when the delivery reached us, by our clock
 */
public record MergeGroupChanged(
        UUID eventId,
        ForgeRepository repository,
        Optional<String> installationId,
        Optional<Actor> actor,
        Action action,
        String headRef,
        String headSha,
        String baseRef,
        String baseSha,
        Optional<String> reason,
        Instant occurredAt)
        implements Event {

    @Override
    public String key() {
        return repository.key();
    }

    @Override
    public String subject() {
        return headRef;
    }

    /** What happened to the group. */
    public enum Action {
        CHECKS_REQUESTED,
        DESTROYED
    }
}
