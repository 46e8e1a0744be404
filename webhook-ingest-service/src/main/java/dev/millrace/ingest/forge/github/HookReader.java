package dev.millrace.ingest.forge.github;

import dev.millrace.events.Event;
import dev.millrace.events.forge.HookDeleted;
import dev.millrace.ingest.forge.Delivered;
import java.util.List;
import java.util.Optional;

/** {@code meta}: the webhook that sends this was deleted. */
final class HookReader {

    private HookReader() {}

    static Optional<List<Event>> read(Delivered delivered, Payload payload) {
        if (!payload.action().equals("deleted")) {
            return Optional.empty();
        }
        Payload repository = payload.at("repository");
        return Optional.of(List.of(new HookDeleted(
                delivered.eventId(0),
                delivered.instance(),
                payload.needId("hook_id"),
                payload.at("hook").text("type"),
                repository
                        .at("owner")
                        .id("id")
                        .or(() -> payload.at("organization").id("id")),
                repository.id("id"),
                payload.at("sender").actor(),
                delivered.receivedAt())));
    }
}
