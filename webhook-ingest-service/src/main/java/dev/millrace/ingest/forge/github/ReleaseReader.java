package dev.millrace.ingest.forge.github;

import dev.millrace.events.Event;
import dev.millrace.events.forge.ReleaseChanged;
import dev.millrace.events.forge.ReleaseChanged.Action;
import dev.millrace.ingest.forge.Delivered;
import java.util.List;
import java.util.Optional;

/** {@code release}: created, published, edited and so on. */
final class ReleaseReader {

    private ReleaseReader() {}

    static Optional<List<Event>> read(Delivered delivered, Payload payload) {
        return Word.find(Action.class, payload.action()).map(action -> List.of(read(delivered, payload, action)));
    }

    private static Event read(Delivered delivered, Payload payload, Action action) {
        Payload release = payload.at("release");
        return new ReleaseChanged(
                delivered.eventId(0),
                payload.at("repository").repository(delivered.instance()),
                payload.at("installation").id("id"),
                payload.at("sender").actor(),
                action,
                release.needId("id"),
                release.needText("tag_name"),
                release.text("target_commitish"),
                release.text("name"),
                release.flag("draft"),
                release.flag("prerelease"),
                release.time("published_at"),
                release.text("html_url"),
                delivered.receivedAt());
    }
}
