package dev.millrace.events.git;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.events.Event;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Refs of one of our repositories moved, in one transaction. By the time a consumer reads this event, every instance serves
 * the new refs. A transaction that moved more than 1,000 refs causes several of these events with the same {@code
 * refsVersion}.
 *
 * <p>Wire name {@code git.refs.moved}, version 1. Topic {@code git.updates}, keyed by our repository id.
 *
 * @param eventId from repository, version and part
 * @param repository where
 * @param cause why they moved
 * @param refsVersion version of the ref set after the transaction; increases with each
 * @param part 0 for the first 1,000 moves, 1 for the next, and so on
 * @param moves what moved, sorted by name
 * @param pushOptions options that the client of a push sent with {@code git push -o}, in its order; empty for every other
 *     cause
 * @param checkedAt when the mirror was last found to be equal to its upstream before these moves, by the sync worker's clock:
 *     the upstream's refs changed later. Empty for a repository that follows nothing, and until its first sync has ended
 * @param occurredAt when the transaction was executed, by the storing service's clock
 */
public record RefsMoved(
        UUID eventId,
        MirroredRepository repository,
        Cause cause,
        long refsVersion,
        int part,
        List<RefMove> moves,
        List<String> pushOptions,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Instant> checkedAt,
        Instant occurredAt)
        implements Event {

    public RefsMoved {
        moves = List.copyOf(moves);
        // older records lack these fields
        pushOptions = pushOptions == null ? List.of() : List.copyOf(pushOptions);
        checkedAt = Objects.requireNonNullElse(checkedAt, Optional.empty());
    }

    /** Moves in a repository that follows nothing, or in a first sync. */
    public RefsMoved(
            UUID eventId,
            MirroredRepository repository,
            Cause cause,
            long refsVersion,
            int part,
            List<RefMove> moves,
            List<String> pushOptions,
            Instant occurredAt) {
        this(eventId, repository, cause, refsVersion, part, moves, pushOptions, Optional.empty(), occurredAt);
    }

    @Override
    public String key() {
        return repository.id().toString();
    }

    @Override
    public String subject() {
        return "repository/" + repository.id();
    }

    /** Why refs moved. */
    public enum Cause {
        SYNC,
        PUSH,
        API
    }

    /**
     * One ref's move.
     *
     * @param ref full name as stored, or {@code HEAD} when the default branch changed. A ref of another namespace is below
     *     {@code refs/namespaces/}, for example {@code refs/namespaces/ephemeral/refs/heads/x}: it is not one of the
     *     repository's own branches, is never pushed to an upstream, and starts no builds
     * @param before object id before, 40 hex digits; for {@code HEAD} the target ref's name; empty if created
     * @param after object id after; for {@code HEAD} the target ref's name; empty if deleted
     */
    public record RefMove(String ref, Optional<String> before, Optional<String> after) {}
}
