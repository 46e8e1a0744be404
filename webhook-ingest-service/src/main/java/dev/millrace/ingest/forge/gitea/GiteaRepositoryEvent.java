package dev.millrace.ingest.forge.gitea;

import dev.millrace.events.Event;
import dev.millrace.events.forge.RepositoryUpdated;
import dev.millrace.events.forge.RepositoryUpdated.Action;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.read.JsonBody;
import java.util.List;
import java.util.Optional;

/** {@code repository}: created or deleted; a rename has no event, and shows in the next event of any kind. */
final class GiteaRepositoryEvent {

    private GiteaRepositoryEvent() {}

    static Optional<List<Event>> read(Delivered delivered, JsonBody payload) {
        return switch (payload.text("action").orElse("")) {
            case "created" -> Optional.of(List.of(updated(delivered, payload, Action.CREATED)));
            case "deleted" -> Optional.of(List.of(updated(delivered, payload, Action.DELETED)));
            default -> Optional.empty();
        };
    }

    private static Event updated(Delivered delivered, JsonBody payload, Action action) {
        return new RepositoryUpdated(
                delivered.eventId(0),
                GiteaPayloads.repository(delivered.instance(), payload),
                Optional.empty(),
                GiteaPayloads.account(payload.at("sender")),
                action,
                Optional.empty(),
                delivered.receivedAt());
    }
}
