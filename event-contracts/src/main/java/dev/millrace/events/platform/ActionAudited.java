package dev.millrace.events.platform;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A person, or a token, had a service other than gateway-service do something that belongs in the audit log. Gateway-service adds
 * an entry for each of these events: so the log is in one place, and a service records an action in the transaction of its effect,
 * whether or not gateway-service is available.
 *
 * <p>Wire name {@code platform.action.audited}, version 1. Topic {@code platform.audit}, keyed by service, so the actions of one
 * service are read in the order they were written.
 *
 * @param eventId random
 * @param service name of the service that did it, for example {@code ingest}
 * @param actor who had it done, as a name; nothing secret
 * @param user id of the person; empty if a token of a team or of the platform was used
 * @param team slug of the team that is concerned; empty if none is
 * @param action noun and verb in the past tense, for example {@code deadletter.released}
 * @param target what it was done to: an id or a name
 * @param before the value before, human-readable; empty for something new
 * @param after the value after, human-readable; empty for something that has ended
 * @param occurredAt when it was done, by the service's clock
 */
public record ActionAudited(
        UUID eventId,
        String service,
        String actor,
        Optional<UUID> user,
        Optional<String> team,
        String action,
        String target,
        Optional<String> before,
        Optional<String> after,
        Instant occurredAt)
        implements Event {

    @Override
    public String key() {
        return service;
    }

    @Override
    public String subject() {
        return action + "/" + target;
    }
}
