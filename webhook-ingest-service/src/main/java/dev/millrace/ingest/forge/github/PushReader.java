package dev.millrace.ingest.forge.github;

import dev.millrace.events.Event;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.forge.RefPushed.PushedCommit;
import java.util.List;
import java.util.Optional;

/** {@code push}: one ref moved. */
final class PushReader {

    /** Bytes in JSON; 2,048 commits with titles of this size stay under Kafka's limit of 1 MiB for a record. */
    private static final int LONGEST_TITLE = 240;

    private PushReader() {}

    static Optional<List<Event>> read(Delivered delivered, Payload push) {
        String ref = push.needText("ref");
        if (!ref.startsWith("refs/")) {
            throw new NotNormalizableException("ref does not start with refs/");
        }
        Optional<String> before = push.objectId("before");
        Optional<String> after = push.objectId("after");
        if (before.isEmpty() && after.isEmpty()) {
            throw new NotNormalizableException("before and after are both zero");
        }
        return Optional.of(List.of(new RefPushed(
                delivered.eventId(0),
                push.at("repository").repository(delivered.instance()),
                push.at("installation").id("id"),
                push.at("sender").actor(),
                ref,
                before,
                after,
                push.flag("forced"),
                push.each("commits").map(commit -> commit(delivered, commit)).toList(),
                delivered.receivedAt())));
    }

    private static PushedCommit commit(Delivered delivered, Payload commit) {
        return new PushedCommit(
                commit.needObjectId("id"),
                title(commit.text("message").orElse("")),
                commit.at("author").text("username"),
                commit.time("timestamp").orElse(delivered.receivedAt()));
    }

    private static String title(String message) {
        String line = message.lines().findFirst().orElse("");
        int bytes = 0;
        int end = 0;
        while (end < line.length()) {
            int character = line.codePointAt(end);
            bytes += bytesInJson(character);
            if (bytes > LONGEST_TITLE) {
                break;
            }
            end += Character.charCount(character);
        }
        return line.substring(0, end);
    }

    private static int bytesInJson(int character) {
        if (character < ' ') {
            return 6; // an escape with four digits
        }
        if (character < 0x80) {
            return character == '"' || character == '\\' ? 2 : 1;
        }
        if (character < 0x800) {
            return 2;
        }
        return character < 0x10000 ? 3 : 12; // two escapes
    }
}
