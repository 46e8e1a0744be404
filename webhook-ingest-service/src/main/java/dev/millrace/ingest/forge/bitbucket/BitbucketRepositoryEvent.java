package dev.millrace.ingest.forge.bitbucket;

import dev.millrace.events.Event;
import dev.millrace.events.forge.RepositoryUpdated;
import dev.millrace.events.forge.RepositoryUpdated.Action;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.read.JsonBody;
import java.util.List;
import java.util.Optional;

/** {@code repo:*}: the repository itself was created, updated, moved to another workspace or deleted. */
final class BitbucketRepositoryEvent {

    private BitbucketRepositoryEvent() {}

    static Optional<List<Event>> read(Delivered delivered, JsonBody payload) {
        Optional<String> previous = payload.at("changes").at("full_name").text("old");
        Action action = switch (delivered.event()) {
            case "repo:created" -> Action.CREATED;
            case "repo:deleted" -> Action.DELETED;
            case "repo:transfer" -> Action.TRANSFERRED;
            default -> previous.isPresent() ? Action.RENAMED : Action.EDITED;
        };
        return Optional.of(List.of(new RepositoryUpdated(
                delivered.eventId(0),
                BitbucketObjects.repository(delivered.instance(), payload),
                Optional.empty(),
                BitbucketObjects.account(payload.at("actor")),
                action,
                previous,
                delivered.receivedAt())));
    }
}
