package dev.millrace.ingest.forge.github;

import dev.millrace.events.Event;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.RepositoryUpdated;
import dev.millrace.events.forge.RepositoryUpdated.Action;
import dev.millrace.ingest.forge.Delivered;
import java.util.List;
import java.util.Optional;

/** {@code repository} and {@code public}: the repository itself was created, renamed, archived and so on. */
final class RepositoryReader {

    private RepositoryReader() {}

    static Optional<List<Event>> read(Delivered delivered, Payload payload) {
        return action(payload.action()).map(action -> List.of(read(delivered, payload, action)));
    }

    /** {@code public} has no action: the repository became public. */
    static Optional<List<Event>> published(Delivered delivered, Payload payload) {
        return Optional.of(List.of(read(delivered, payload, Action.PUBLICIZED)));
    }

    private static Optional<Action> action(String action) {
        return switch (action) {
            case "created" -> Optional.of(Action.CREATED);
            case "deleted" -> Optional.of(Action.DELETED);
            case "renamed" -> Optional.of(Action.RENAMED);
            case "transferred" -> Optional.of(Action.TRANSFERRED);
            case "archived" -> Optional.of(Action.ARCHIVED);
            case "unarchived" -> Optional.of(Action.UNARCHIVED);
            case "privatized" -> Optional.of(Action.PRIVATIZED);
            case "publicized" -> Optional.of(Action.PUBLICIZED);
            case "edited" -> Optional.of(Action.EDITED);
            default -> Optional.empty();
        };
    }

    private static Event read(Delivered delivered, Payload payload, Action action) {
        ForgeRepository repository = payload.at("repository").repository(delivered.instance());
        return new RepositoryUpdated(
                delivered.eventId(0),
                repository,
                payload.at("installation").id("id"),
                payload.at("sender").actor(),
                action,
                previousFullName(payload.at("changes"), repository.fullName(), action),
                delivered.receivedAt());
    }

    private static Optional<String> previousFullName(Payload changes, String fullName, Action action) {
        int slash = fullName.indexOf('/');
        String owner = fullName.substring(0, slash);
        String name = fullName.substring(slash + 1);
        return switch (action) {
            case RENAMED -> changes.at("repository").at("name").text("from").map(before -> owner + "/" + before);
            case TRANSFERRED -> {
                Payload from = changes.at("owner").at("from");
                yield from.at("organization")
                        .text("login")
                        .or(() -> from.at("user").text("login"))
                        .map(before -> before + "/" + name);
            }
            default -> Optional.empty();
        };
    }
}
