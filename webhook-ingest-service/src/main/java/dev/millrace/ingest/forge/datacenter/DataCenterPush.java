package dev.millrace.ingest.forge.datacenter;

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

/** {@code repo:refs_changed}: one delivery for all refs that a push moved, without their commits. */
final class DataCenterPush {

    private DataCenterPush() {}

    static Optional<List<Event>> read(Delivered delivered, JsonBody payload) {
        ForgeRepository repository = DataCenterObjects.repository(delivered.instance(), payload.at("repository"));
        Optional<Actor> actor = DataCenterObjects.account(payload.at("actor"));
        List<Event> events = new ArrayList<>();
        for (JsonBody change : payload.each("changes").toList()) {
            events.add(read(delivered, events.size(), repository, actor, change));
        }
        return Optional.of(events);
    }

    private static Event read(
            Delivered delivered, int ordinal, ForgeRepository repository, Optional<Actor> actor, JsonBody change) {
        Optional<String> before = change.objectId("fromHash");
        Optional<String> after = change.objectId("toHash");
        String ref =
                change.at("ref").text("id").or(() -> change.text("refId")).orElseThrow(() -> change.missing("ref.id"));
        if (!ref.startsWith("refs/") || before.isEmpty() && after.isEmpty()) {
            throw new UnreadablePayload("the change of '%s' neither creates, moves nor deletes a ref".formatted(ref));
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
}
