package dev.millrace.ingest.forge.github;

import dev.millrace.events.Event;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.forge.RefPushed.PushedCommit;
import dev.millrace.ingest.forge.Delivered;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code push}: one ref moved. One instance per payload. */
final class PushReader {

    /** Bytes in JSON; 2,048 commits with titles of this size stay under Kafka's limit of 1 MiB for a record. */
    private static final int LONGEST_TITLE = 240;

    private static final int MOST_CO_AUTHORS = 10;
    private static final int LONGEST_CO_AUTHOR = 200;

    /** Bytes in JSON of all co-authors of one push; commits beyond them have none. */
    private static final int CO_AUTHORS_OF_A_PUSH = 64 * 1024;

    private static final Pattern CO_AUTHOR = Pattern.compile("co-authored-by:(.*)", Pattern.CASE_INSENSITIVE);

    private int coAuthorBytes;

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
        var reader = new PushReader();
        return Optional.of(List.of(new RefPushed(
                delivered.eventId(0),
                push.at("repository").repository(delivered.instance()),
                push.at("installation").id("id"),
                push.at("sender").actor(),
                ref,
                before,
                after,
                push.flag("forced"),
                push.each("commits")
                        .map(commit -> reader.commit(delivered, commit))
                        .toList(),
                delivered.receivedAt())));
    }

    private PushedCommit commit(Delivered delivered, Payload commit) {
        String message = commit.text("message").orElse("");
        return new PushedCommit(
                commit.needObjectId("id"),
                JsonText.shortened(message.lines().findFirst().orElse(""), LONGEST_TITLE),
                commit.at("author").text("username"),
                commit.time("timestamp").orElse(delivered.receivedAt()),
                coAuthors(message));
    }

    /** The trailers of the last paragraph, which is where git looks for them; a message with only a title has none. */
    private List<String> coAuthors(String message) {
        String text = message.replace("\r\n", "\n").strip();
        int paragraph = text.lastIndexOf("\n\n");
        if (paragraph < 0 || coAuthorBytes > CO_AUTHORS_OF_A_PUSH) {
            return List.of();
        }
        List<String> coAuthors = text.substring(paragraph)
                .lines()
                .map(CO_AUTHOR::matcher)
                .filter(Matcher::matches)
                .map(trailer -> JsonText.shortened(trailer.group(1).strip(), LONGEST_CO_AUTHOR))
                .limit(MOST_CO_AUTHORS)
                .toList();
        coAuthorBytes += coAuthors.size() * LONGEST_CO_AUTHOR;
        return coAuthors;
    }
}
