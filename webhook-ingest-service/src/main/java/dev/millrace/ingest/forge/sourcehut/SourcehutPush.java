package dev.millrace.ingest.forge.sourcehut;

import dev.millrace.events.Event;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.read.JsonBody;
import dev.millrace.ingest.forge.read.UnreadablePayload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code GIT_POST_RECEIVE}: one delivery for all refs that a push moved, in {@code updates}, without their commits. */
final class SourcehutPush {

    private SourcehutPush() {}

    static Optional<List<Event>> read(Delivered delivered, JsonBody webhook) {
        ForgeRepository repository = SourcehutObjects.repository(delivered.instance(), webhook);
        Optional<Actor> actor = SourcehutObjects.account(webhook.at("pusher"));
        List<Event> events = new ArrayList<>();
        for (JsonBody update : webhook.each("updates").toList()) {
            events.add(read(delivered, events.size(), repository, actor, update));
        }
        return Optional.of(events);
    }

    private static Event read(
            Delivered delivered, int ordinal, ForgeRepository repository, Optional<Actor> actor, JsonBody update) {
        String ref =
                update.at("ref").text("name").or(() -> update.text("ref")).orElseThrow(() -> update.missing("ref"));
        Optional<String> before = object(update, "old");
        Optional<String> after = object(update, "new");
        if (!ref.startsWith("refs/") || before.isEmpty() && after.isEmpty()) {
            throw new UnreadablePayload("the update of '%s' neither creates, moves nor deletes a ref".formatted(ref));
        }
        return new RefPushed(
                delivered.eventId(ordinal),
                repository,
                Optional.empty(),
                actor,
                ref,
                before,
                after,
                false,
                List.of(),
                delivered.receivedAt());
    }

    /** An object of the query, or its id alone; null if there is none. */
    private static Optional<String> object(JsonBody update, String side) {
        JsonBody object = update.at(side);
        return object.isPresent() ? object.objectId("id") : update.objectId(side);
    }
}
