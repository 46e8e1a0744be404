package dev.millrace.ingest.forge.github;

import dev.millrace.events.Event;
import dev.millrace.events.forge.DispatchReceived;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.read.JsonText;
import java.util.List;
import java.util.Optional;

/** {@code repository_dispatch}: the action is what the caller named the event. */
final class DispatchReader {

    private static final int LONGEST_NAME = 400;
    private static final int LONGEST_PAYLOAD = 256 * 1024;

    private DispatchReader() {}

    static Optional<List<Event>> read(Delivered delivered, Payload payload) {
        return Optional.of(List.of(new DispatchReceived(
                delivered.eventId(0),
                payload.at("repository").repository(delivered.instance()),
                payload.at("installation").id("id"),
                payload.at("sender").actor(),
                JsonText.shortened(payload.needText("action"), LONGEST_NAME),
                payload.text("branch"),
                payload.json("client_payload").filter(DispatchReader::fits),
                delivered.receivedAt())));
    }

    /** As text inside JSON, every quote and backslash is escaped. */
    private static boolean fits(String json) {
        return JsonText.shortened(json, LONGEST_PAYLOAD).length() == json.length();
    }
}
