package dev.millrace.ingest.forge.gitea;

import dev.millrace.events.Event;
import dev.millrace.events.forge.RefAnnounced;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.read.JsonBody;
import java.util.List;
import java.util.Optional;

/** {@code create} and {@code delete}: a branch or tag was created or deleted; some versions write its full name. */
final class GiteaRef {

    private GiteaRef() {}

    static Optional<List<Event>> read(Delivered delivered, JsonBody payload) {
        String namespace = switch (payload.needText("ref_type")) {
            case "branch" -> "refs/heads/";
            case "tag" -> "refs/tags/";
            default -> "";
        };
        if (namespace.isEmpty()) {
            return Optional.empty();
        }
        String name = payload.needText("ref");
        return Optional.of(List.of(new RefAnnounced(
                delivered.eventId(0),
                GiteaPayloads.repository(delivered.instance(), payload),
                Optional.empty(),
                GiteaPayloads.account(payload.at("sender")),
                name.startsWith(namespace) ? name : namespace + name,
                delivered.event().equals("create"),
                delivered.receivedAt())));
    }
}
