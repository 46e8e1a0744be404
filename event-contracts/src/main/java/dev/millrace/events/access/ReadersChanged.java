package dev.millrace.events.access;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Which members of a team the forge lets read a repository, by the accounts that are linked to them, or until when that is
 * known. It counts only while the forge decides for the team; see {@link ReadingChosen}.
 *
 * <p>Wire name {@code access.readers.changed}, version 1. Topic {@code access.repositories}, compacted, keyed by team and
 * repository: the newest record is the state. A repository without a record has no readers.
 *
 * <p>The record is signed by the platform, see {@link dev.millrace.events.Topic#isSigned}; a consumer skips one that is not, and
 * one whose value is missing.
 *
 * @param eventId from team, repository and the number of its change
 * @param team slug
 * @param upstreamKey {@code instance:id} of the repository at its forge
 * @param readers ids of users, in order, at most 20,000; empty also for a repository that no installation of the team covers
 *     any more
 * @param checkedAt when the forge last stated it, by gateway-service's clock
 * @param readableUntil from when on none of them reads it, unless a newer record comes; by gateway-service's clock
 * @param occurredAt by gateway-service's clock
 */
public record ReadersChanged(
        UUID eventId,
        String team,
        String upstreamKey,
        List<UUID> readers,
        Instant checkedAt,
        Instant readableUntil,
        Instant occurredAt)
        implements Event {

    public ReadersChanged {
        readers = List.copyOf(readers);
    }

    @Override
    public String key() {
        return team + "/" + upstreamKey;
    }

    @Override
    public String subject() {
        return "repository/" + upstreamKey;
    }
}
