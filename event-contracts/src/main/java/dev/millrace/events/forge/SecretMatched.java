package dev.millrace.events.forge;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.UUID;

/**
 * A delivery was signed with this secret of a forge connection: the forge still uses it. Reported for a secret in use about every
 * fifteen minutes, and not for each delivery.
 *
 * <p>Wire name {@code forge.secret.matched}, version 1. Topic {@code forge.installation}, keyed by connection, so the times of a
 * secret are read in order.
 *
 * @param eventId from secret and {@code occurredAt}
 * @param connectionId the forge connection that the secret belongs to
 * @param secretId the secret, of which nothing else is stated
 * @param occurredAt when the delivery reached us, by our clock
 */
public record SecretMatched(UUID eventId, String connectionId, UUID secretId, Instant occurredAt) implements Event {

    @Override
    public String key() {
        return connectionId;
    }

    @Override
    public String subject() {
        return "secret/" + secretId;
    }
}
