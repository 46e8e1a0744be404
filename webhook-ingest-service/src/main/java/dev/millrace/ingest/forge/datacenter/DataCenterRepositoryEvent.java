package dev.millrace.ingest.forge.datacenter;

import dev.millrace.events.Event;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.RepositoryUpdated;
import dev.millrace.events.forge.RepositoryUpdated.Action;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.read.JsonBody;
import java.util.List;
import java.util.Optional;

/** {@code repo:modified}: the repository was renamed, moved to another project or edited. */
final class DataCenterRepositoryEvent {

    private DataCenterRepositoryEvent() {}

    static Optional<List<Event>> read(Delivered delivered, JsonBody payload) {
        ForgeRepository before = DataCenterObjects.repository(delivered.instance(), payload.at("old"));
        ForgeRepository after = DataCenterObjects.repository(delivered.instance(), payload.at("new"));
        Action action = action(before.fullName(), after.fullName());
        return Optional.of(List.of(new RepositoryUpdated(
                delivered.eventId(0),
                after,
                Optional.empty(),
                DataCenterObjects.account(payload.at("actor")),
                action,
                action == Action.EDITED ? Optional.empty() : Optional.of(before.fullName()),
                delivered.receivedAt())));
    }

    private static Action action(String before, String after) {
        if (before.equals(after)) {
            return Action.EDITED;
        }
        return owner(before).equals(owner(after)) ? Action.RENAMED : Action.TRANSFERRED;
    }

    private static String owner(String fullName) {
        return fullName.substring(0, fullName.indexOf('/'));
    }
}
