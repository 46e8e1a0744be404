package dev.millrace.events.access;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.UUID;

/**
 * A team has chosen who decides which of its repositories a person reads: the team itself, or the forge. A team without such a
 * record decides itself.
 *
 * <p>Wire name {@code access.reading.chosen}, version 1. Topic {@code access.repositories}, compacted, keyed by team: the newest
 * record is the choice.
 *
 * <p>The record is signed by the platform, see {@link dev.millrace.events.Topic#isSigned}; a consumer skips one that is not, and
 * one whose value is missing.
 *
 * @param eventId from team and the number of its change
 * @param team slug
 * @param decider who decides
 * @param occurredAt when it was chosen, by gateway-service's clock
 */
public record ReadingChosen(UUID eventId, String team, Decider decider, Instant occurredAt) implements Event {

    @Override
    public String key() {
        return team;
    }

    @Override
    public String subject() {
        return "team/" + team;
    }

    /** Who decides. */
    public enum Decider {
        /** every member reads all repositories of the team */
        TEAM,
        /** a person reads what the forge lets one of the person's accounts read; see {@link ReadersChanged} */
        FORGE
    }
}
