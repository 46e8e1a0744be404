package dev.millrace.events.forge;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A program sent an event of its own through the forge.
 *
 * <p>Wire name {@code forge.dispatch.received}, version 1. Topic {@code forge.scm}, keyed by forge instance and repository
 * id.
 *
 * @param eventId the same for every hook and redelivery
 * @param repository where
 * @param installationId the installation that reported it
 * @param actor whose credential was used
 * @param name what the caller named it, at most 100 characters at GitHub
 * @param branch short name of the default branch, whose state it is about
 * @param payload JSON that the caller sent along, as text of at most 256 KiB; empty if there is none or it is longer
 * @param occurredAt when the delivery reached us, by our clock
 */
public record DispatchReceived(
        UUID eventId,
        ForgeRepository repository,
        Optional<String> installationId,
        Optional<Actor> actor,
        String name,
        Optional<String> branch,
        Optional<String> payload,
        Instant occurredAt)
        implements Event {

    @Override
    public String key() {
        return repository.key();
    }

    @Override
    public String subject() {
        return "dispatch/" + name;
    }
}
