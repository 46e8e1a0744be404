package dev.millrace.gateway.repository;

import dev.millrace.events.EventIds;
import dev.millrace.events.access.ReadersChanged;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Which members of a team read a repository according to what is stored, and what was published last.
 *
 * @param key which repository
 * @param checkedAt when the forge stated who may read it; empty if it did not, or no installation of the team covers it any more
 * @param people ids of users, in order; empty without {@code checkedAt}
 * @param published empty if nothing was
 */
record Readers(Key key, Optional<Instant> checkedAt, List<UUID> people, Optional<ReadersChanged> published) {

    /** A record has a size that Kafka accepts; a team with more members does not let the forge decide. */
    static final int MOST = 20_000;

    Readers {
        people = List.copyOf(people.subList(0, Math.min(MOST, people.size())));
    }

    /** A repository of a team, by the forge's number. */
    record Key(String team, String instance, String repositoryId) {

        String upstreamKey() {
            return instance + ":" + repositoryId;
        }
    }

    /**
     * What has to be published. An answer of the forge that is only newer is published once half of the time is over for which the
     * last one counts.
     *
     * @param now by our clock
     * @param staleAfter how long an answer of the forge counts
     */
    Optional<ReadersChanged> due(Instant now, Duration staleAfter) {
        if (checkedAt.isEmpty()) {
            return published.filter(Readers::isOpen).map(last -> event(now, now, now));
        }
        Instant until = checkedAt.get().plus(staleAfter);
        boolean isKnown = published
                .filter(last -> isOpen(last) && last.readers().equals(people))
                .filter(last -> !last.readableUntil().isBefore(until)
                        || last.readableUntil().isAfter(now.plus(staleAfter.dividedBy(2))))
                .isPresent();
        return isKnown ? Optional.empty() : Optional.of(event(checkedAt.get(), until, now));
    }

    private static boolean isOpen(ReadersChanged last) {
        return last.readableUntil().isAfter(last.checkedAt());
    }

    /** Never as old as the one before, whatever the clocks of instances show: consumers leave older ones out. */
    private ReadersChanged event(Instant at, Instant until, Instant now) {
        Instant occurredAt = published
                .map(last -> last.occurredAt().plusNanos(1_000))
                .filter(after -> after.isAfter(now))
                .orElse(now);
        return event(key, people, at, until, occurredAt);
    }

    static ReadersChanged event(Key key, List<UUID> people, Instant checkedAt, Instant until, Instant occurredAt) {
        return new ReadersChanged(
                EventIds.of("access.readers", key.team(), key.upstreamKey(), occurredAt),
                key.team(),
                key.upstreamKey(),
                people,
                checkedAt,
                until,
                occurredAt);
    }
}
