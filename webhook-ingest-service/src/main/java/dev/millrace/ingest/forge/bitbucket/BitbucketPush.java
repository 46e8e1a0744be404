package dev.millrace.ingest.forge.bitbucket;

import dev.millrace.events.Event;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.forge.RefPushed.PushedCommit;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.read.CommitTexts;
import dev.millrace.ingest.forge.read.JsonBody;
import dev.millrace.ingest.forge.read.UnreadablePayload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code repo:push}: one delivery for all refs that a push moved, in {@code push.changes}; {@code old} is null for a new ref
 * and {@code new} for a deleted one. At most five commits are listed, newest first. The id of an annotated tag is that of its
 * commit.
 */
final class BitbucketPush {

    private BitbucketPush() {}

    static Optional<List<Event>> read(Delivered delivered, JsonBody payload) {
        ForgeRepository repository = BitbucketObjects.repository(delivered.instance(), payload);
        Optional<Actor> actor = BitbucketObjects.account(payload.at("actor"));
        List<Event> events = new ArrayList<>();
        for (JsonBody change : payload.at("push").each("changes").toList()) {
            if (change.at("old").isPresent() || change.at("new").isPresent()) {
                events.add(read(delivered, events.size(), repository, actor, change));
            }
        }
        return Optional.of(events);
    }

    private static Event read(
            Delivered delivered, int ordinal, ForgeRepository repository, Optional<Actor> actor, JsonBody change) {
        JsonBody before = change.at("old");
        JsonBody after = change.at("new");
        Optional<String> tip = target(after);
        var texts = new CommitTexts();
        List<PushedCommit> listed = change.each("commits")
                .map(commit -> commit(texts, commit, delivered))
                .toList();
        return new RefPushed(
                delivered.eventId(ordinal),
                repository,
                Optional.empty(),
                actor,
                ref(after.isPresent() ? after : before),
                target(before),
                tip,
                change.flag("forced"),
                CommitTexts.oldestFirst(listed, tip),
                change.flag("truncated") || tip.isEmpty() ? Optional.empty() : Optional.of(listed.size()),
                delivered.receivedAt());
    }

    private static Optional<String> target(JsonBody side) {
        return side.isPresent() ? Optional.of(side.at("target").needObjectId("hash")) : Optional.empty();
    }

    private static String ref(JsonBody side) {
        String name = side.needText("name");
        return switch (side.text("type").orElse("")) {
            case "branch", "named_branch" -> "refs/heads/" + name;
            case "tag", "annotated_tag" -> "refs/tags/" + name;
            default -> throw new UnreadablePayload("push.changes[] has a ref that is neither a branch nor a tag");
        };
    }

    private static PushedCommit commit(CommitTexts texts, JsonBody commit, Delivered delivered) {
        JsonBody user = commit.at("author").at("user");
        return texts.commit(
                commit.needObjectId("hash"),
                commit.text("message").orElse(""),
                BitbucketObjects.account(user).map(Actor::login),
                commit.time("date").orElse(delivered.receivedAt()));
    }
}
