package dev.millrace.ingest.forge.github;

import dev.millrace.events.Event;
import dev.millrace.events.forge.RefAnnounced;
import dev.millrace.ingest.forge.Delivered;
import java.util.List;
import java.util.Optional;

/** {@code create} and {@code delete}: a branch or tag was created or deleted; the payload has its short name. */
final class RefReader {

    private RefReader() {}

    static Optional<List<Event>> read(Delivered delivered, Payload payload) {
        String namespace = switch (payload.needText("ref_type")) {
            case "branch" -> "refs/heads/";
            case "tag" -> "refs/tags/";
            default -> "";
        };
        if (namespace.isEmpty()) {
            return Optional.empty(); // "repository" is reported by the repository event
        }
        return Optional.of(List.of(new RefAnnounced(
                delivered.eventId(0),
                payload.at("repository").repository(delivered.instance()),
                payload.at("installation").id("id"),
                payload.at("sender").actor(),
                namespace + payload.needText("ref"),
                delivered.event().equals("create"),
                delivered.receivedAt())));
    }
}
