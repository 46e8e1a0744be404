package dev.millrace.ingest.forge.bitbucket;

import dev.millrace.events.Event;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.ChangeUpdated.Action;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.read.JsonBody;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@code pullrequest:*}: created, updated (new commits, or only another title: the payload does not show which), fulfilled
 * (merged) or rejected. Commits are abbreviated to 12 digits.
 */
final class BitbucketChange {

    private BitbucketChange() {}

    static Optional<List<Event>> read(Delivered delivered, JsonBody payload) {
        JsonBody change = payload.at("pullrequest");
        Action action = switch (delivered.event()) {
            case "pullrequest:created" -> Action.OPENED;
            case "pullrequest:fulfilled" -> Action.MERGED;
            case "pullrequest:rejected" -> Action.CLOSED;
            default -> Action.SYNCHRONIZED;
        };
        ForgeRepository repository = BitbucketObjects.repository(delivered.instance(), payload);
        JsonBody base = change.at("destination");
        JsonBody head = change.at("source");
        Optional<String> baseSha = base.at("commit").abbreviatedId("hash");
        Instant updatedAt = change.time("updated_on").orElse(delivered.receivedAt());
        boolean merged = action == Action.MERGED;
        boolean closed = merged || action == Action.CLOSED;
        return Optional.of(List.of(new ChangeUpdated(
                delivered.eventId(0),
                repository,
                Optional.empty(),
                BitbucketObjects.account(payload.at("actor")),
                action,
                change.number("id").orElseThrow(() -> change.missing("id")),
                change.text("title").orElse(""),
                BitbucketObjects.accountOrDeleted(change.at("author")),
                change.flag("draft"),
                base.at("branch").needText("name"),
                baseSha,
                head.at("branch").needText("name"),
                head.at("commit").abbreviatedId("hash").orElseThrow(() -> head.missing("commit.hash")),
                !head.at("repository").id("uuid").equals(Optional.of(repository.id())), // null: the fork was deleted
                merged ? change.at("merge_commit").abbreviatedId("hash") : Optional.empty(),
                change.time("created_on").orElse(updatedAt),
                merged ? Optional.of(updatedAt) : Optional.empty(),
                closed ? Optional.of(updatedAt) : Optional.empty(),
                List.of(),
                change.at("links")
                        .at("html")
                        .text("href")
                        .orElse("https://" + delivered.instance() + "/" + repository.fullName() + "/pull-requests"),
                updatedAt)));
    }
}
