package dev.millrace.gateway.audit;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An entry of the log.
 *
 * @param id rises with time
 * @param at by our clock
 * @param user who did it; empty for the administrator's token and for tokens of a team
 * @param actor who did it, as a name
 * @param team slug of the team that is concerned; empty if none is
 */
record Entry(long id, Instant at, Optional<UUID> user, String actor, Optional<String> team, Change change) {}
