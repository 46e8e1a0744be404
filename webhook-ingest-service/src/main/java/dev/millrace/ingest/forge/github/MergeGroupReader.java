package dev.millrace.ingest.forge.github;

import dev.millrace.events.Event;
import dev.millrace.events.forge.MergeGroupChanged;
import dev.millrace.events.forge.MergeGroupChanged.Action;
import dev.millrace.ingest.forge.Delivered;
import java.util.List;
import java.util.Optional;

/** {@code merge_group}: a merge queue wants checks on a group of changes, or the group is gone. */
final class MergeGroupReader {

    private MergeGroupReader() {}

    static Optional<List<Event>> read(Delivered delivered, Payload payload) {
        // GitHub describes the repository as optional; without it the group is nowhere
        return Word.find(Action.class, payload.action())
                .filter(action -> payload.at("repository").isPresent())
                .map(action -> List.of(read(delivered, payload, action)));
    }

    private static Event read(Delivered delivered, Payload payload, Action action) {
        Payload group = payload.at("merge_group");
        return new MergeGroupChanged(
                delivered.eventId(0),
                payload.at("repository").repository(delivered.instance()),
                payload.at("installation").id("id"),
                payload.at("sender").actor(),
                action,
                group.needText("head_ref"),
                group.needObjectId("head_sha"),
                group.needText("base_ref"),
                group.needObjectId("base_sha"),
                payload.text("reason"),
                delivered.receivedAt());
    }
}
