package dev.millrace.gateway.audit;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An entry of the log.
 *
 * @param id rises in the order in which the entries were added
 * @param at by the clock of the service that did it
 * @param user who did it; empty for the administrator's token, for tokens of a team, and for the platform itself
 * @param actor who did it, as a name
 * @param team slug of the team that is concerned; empty if none is
 */
record Entry(long id, Instant at, Optional<UUID> user, String actor, Optional<String> team, Change change) {}
