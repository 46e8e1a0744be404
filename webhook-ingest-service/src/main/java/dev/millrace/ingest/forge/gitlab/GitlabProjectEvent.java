package dev.millrace.ingest.forge.gitlab;

import dev.millrace.events.Event;
import dev.millrace.events.forge.RepositoryUpdated;
import dev.millrace.events.forge.RepositoryUpdated.Action;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.read.JsonBody;
import dev.millrace.ingest.forge.read.Repositories;
import java.util.List;
import java.util.Optional;

/**
 * {@code project_*}, of system hooks and group hooks: the project itself was created, renamed, moved or deleted. Such a
 * payload is flat and has neither addresses nor a default branch.
 */
final class GitlabProjectEvent {

    private GitlabProjectEvent() {}

    static Optional<List<Event>> read(Delivered delivered, JsonBody payload, String kind) {
        return action(kind).map(action -> List.of(read(delivered, payload, action)));
    }

    private static Optional<Action> action(String kind) {
        return switch (kind) {
            case "project_create" -> Optional.of(Action.CREATED);
            case "project_destroy" -> Optional.of(Action.DELETED);
            case "project_rename" -> Optional.of(Action.RENAMED);
            case "project_transfer" -> Optional.of(Action.TRANSFERRED);
            case "project_update" -> Optional.of(Action.EDITED);
            default -> Optional.empty();
        };
    }

    private static Event read(Delivered delivered, JsonBody payload, Action action) {
        String fullName = payload.needText("path_with_namespace");
        return new RepositoryUpdated(
                delivered.eventId(0),
                Repositories.of(
                        delivered.instance(),
                        payload.needId("project_id"),
                        fullName,
                        Optional.empty(),
                        "/" + fullName + ".git",
                        Optional.empty(),
                        !payload.text("project_visibility").orElse("").equals("public"),
                        false),
                Optional.empty(),
                Optional.empty(),
                action,
                payload.text("old_path_with_namespace"),
                delivered.receivedAt());
    }
}
