package dev.millrace.ingest.forge.sourcehut;

import dev.millrace.events.Event;
import dev.millrace.events.forge.RepositoryUpdated;
import dev.millrace.events.forge.RepositoryUpdated.Action;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.read.JsonBody;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code REPO_*}: the repository itself was created, updated or deleted. */
final class SourcehutRepositoryEvent {

    private SourcehutRepositoryEvent() {}

    static Optional<List<Event>> read(Delivered delivered, JsonBody webhook) {
        String event = delivered.event().toUpperCase(Locale.ROOT);
        Action action =
                event.endsWith("CREATED") ? Action.CREATED : event.endsWith("DELETED") ? Action.DELETED : Action.EDITED;
        return Optional.of(List.of(new RepositoryUpdated(
                delivered.eventId(0),
                SourcehutObjects.repository(delivered.instance(), webhook),
                Optional.empty(),
                Optional.empty(),
                action,
                Optional.empty(),
                delivered.receivedAt())));
    }
}
