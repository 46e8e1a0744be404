package dev.millrace.ingest.forge.gitlab;

import dev.millrace.events.Event;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.forge.RefPushed.PushedCommit;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.read.CommitTexts;
import dev.millrace.ingest.forge.read.JsonBody;
import dev.millrace.ingest.forge.read.UnreadablePayload;
import java.util.List;
import java.util.Optional;

/**
 * {@code push} and {@code tag_push}: one ref moved. Only the newest 20 commits are listed; {@code total_commits_count} is
 * how many there are. GitLab does not report whether a push was forced.
 */
final class GitlabPush {

    private GitlabPush() {}

    static Optional<List<Event>> read(Delivered delivered, JsonBody push) {
        Optional<String> before = push.objectId("before");
        Optional<String> after = push.objectId("after");
        String ref = push.needText("ref");
        if (!ref.startsWith("refs/")) {
            throw new UnreadablePayload("ref '%s' does not start with refs/".formatted(ref));
        }
        if (before.isEmpty() && after.isEmpty()) {
            throw new UnreadablePayload("before and after are both zero");
        }
        var texts = new CommitTexts();
        List<PushedCommit> listed = push.each("commits")
                .map(commit -> commit(texts, commit, delivered))
                .toList();
        return Optional.of(List.of(new RefPushed(
                delivered.eventId(0),
                GitlabProject.of(delivered.instance(), push),
                Optional.empty(),
                push.id("user_id").map(id -> new Actor(id, login(push, id), Actor.Kind.USER)),
                ref,
                before,
                after,
                false,
                CommitTexts.oldestFirst(listed, after),
                push.count("total_commits_count"),
                delivered.receivedAt())));
    }

    private static String login(JsonBody push, String id) {
        return push.text("user_username").or(() -> push.text("user_name")).orElse(id);
    }

    /** The author has a name and an address, but no account. */
    private static PushedCommit commit(CommitTexts texts, JsonBody commit, Delivered delivered) {
        return texts.commit(
                commit.needObjectId("id"),
                commit.text("message").or(() -> commit.text("title")).orElse(""),
                Optional.empty(),
                commit.time("timestamp").orElse(delivered.receivedAt()));
    }
}
