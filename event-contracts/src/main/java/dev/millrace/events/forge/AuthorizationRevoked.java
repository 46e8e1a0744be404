package dev.millrace.events.forge;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.UUID;

/**
 * A person withdrew the authorization of our App at the forge: tokens of that person are invalid.
 *
 * <p>Wire name {@code forge.authorization.revoked}, version 1. Topic {@code forge.installation}, keyed by forge instance and
 * account id.
 *
 * @param eventId the same for every redelivery
 * @param instance host of the forge
 * @param account whose authorization it was
 * @param occurredAt when the delivery reached us, by our clock
 */
public record AuthorizationRevoked(UUID eventId, String instance, Actor account, Instant occurredAt) implements Event {

    @Override
    public String key() {
        return instance + ":" + account.id();
    }

    @Override
    public String subject() {
        return "account/" + account.id();
    }
}
