package dev.millrace.ingest.forge.github;

import dev.millrace.events.Event;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.forge.RefPushed.PushedCommit;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.read.CommitTexts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code push}: one ref moved. One instance per payload. */
final class PushReader {

    private final CommitTexts texts = new CommitTexts();

    private final boolean filesComplete;

    private PushReader(boolean filesComplete) {
        this.filesComplete = filesComplete;
    }

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
        var reader =
                new PushReader(push.each("commits").flatMap(PushReader::files).count() < Payload.MOST_FILES);
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
                Optional.empty(),
                pushedAt(push.at("repository")),
                false,
                delivered.receivedAt())));
    }

    /** A hint only, so a time that cannot be read is as none. */
    private static Optional<Instant> pushedAt(Payload repository) {
        try {
            return repository.time("pushed_at");
        } catch (NotNormalizableException e) {
            return Optional.empty();
        }
    }

    private PushedCommit commit(Delivered delivered, Payload commit) {
        return texts.commit(
                commit.needObjectId("id"),
                commit.text("message").orElse(""),
                commit.at("author").text("username"),
                commit.time("timestamp").orElse(delivered.receivedAt()),
                paths(commit));
    }

    private Optional<List<String>> paths(Payload commit) {
        List<String> listed = files(commit).toList();
        return filesComplete && !listed.isEmpty() ? Optional.of(listed) : Optional.empty();
    }

    private static Stream<String> files(Payload commit) {
        return Stream.of("added", "removed", "modified").flatMap(commit::strings);
    }
}
