package dev.millrace.events.forge;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The webhook that reported this was deleted at the forge: nothing arrives through it any more.
 *
 * <p>Wire name {@code forge.hook.deleted}, version 1. Topic {@code forge.installation}, keyed by forge instance and account
 * id, or by forge instance and {@code hook-} with the hook's number for the hook of an App.
 *
 * @param eventId the same for every redelivery
 * @param instance host of the forge
 * @param hookId the forge's number for the hook, decimal string
 * @param scope what the hook belonged to, in the forge's word: {@code Repository}, {@code Organization} or {@code App}
 * @param accountId number of the organization or user, decimal string
 * @param repositoryId the forge's number for the repository, if it was the hook of one
 * @param actor who did it
 * @param occurredAt when the delivery reached us, by our clock
 */
public record HookDeleted(
        UUID eventId,
        String instance,
        String hookId,
        Optional<String> scope,
        Optional<String> accountId,
        Optional<String> repositoryId,
        Optional<Actor> actor,
        Instant occurredAt)
        implements Event {

    @Override
    public String key() {
        return instance + ":" + accountId.orElse("hook-" + hookId);
    }

    @Override
    public String subject() {
        return "hook/" + hookId;
    }
}
