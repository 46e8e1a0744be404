package dev.millrace.ingest.forge.gitea;

import dev.millrace.events.Event;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.forge.RefPushed.PushedCommit;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.read.CommitTexts;
import dev.millrace.ingest.forge.read.JsonBody;
import dev.millrace.ingest.forge.read.UnreadablePayload;
import java.util.List;
import java.util.Optional;

/**
 * {@code push}: one ref moved. Commits come newest first, their number in {@code total_commits}; {@code forced} does not
 * exist.
 */
final class GiteaPush {

    private GiteaPush() {}

    static Optional<List<Event>> read(Delivered delivered, JsonBody push) {
        String ref = push.needText("ref");
        if (!ref.startsWith("refs/")) {
            throw new UnreadablePayload("ref '%s' does not start with refs/".formatted(ref));
        }
        Optional<String> before = push.objectId("before");
        Optional<String> after = push.objectId("after");
        if (before.isEmpty() && after.isEmpty()) {
            throw new UnreadablePayload("before and after are both zero");
        }
        var texts = new CommitTexts();
        List<PushedCommit> listed = push.each("commits")
                .map(commit -> commit(texts, commit, delivered))
                .toList();
        return Optional.of(List.of(new RefPushed(
                delivered.eventId(0),
                GiteaPayloads.repository(delivered.instance(), push),
                Optional.empty(),
                GiteaPayloads.account(push.at("pusher")).or(() -> GiteaPayloads.account(push.at("sender"))),
                ref,
                before,
                after,
                false,
                CommitTexts.oldestFirst(listed, after),
                push.count("total_commits"),
                delivered.receivedAt())));
    }

    private static PushedCommit commit(CommitTexts texts, JsonBody commit, Delivered delivered) {
        return texts.commit(
                commit.needObjectId("id"),
                commit.text("message").orElse(""),
                commit.at("author").text("username"),
                commit.time("timestamp").orElse(delivered.receivedAt()));
    }
}
