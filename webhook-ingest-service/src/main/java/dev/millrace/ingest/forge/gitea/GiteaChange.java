package dev.millrace.ingest.forge.gitea;

import dev.millrace.events.Event;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.ChangeUpdated.Action;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.read.JsonBody;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code pull_request}: as at GitHub, except that new commits are {@code synchronized} and not {@code synchronize}. */
final class GiteaChange {

    /** The account that both show in place of a deleted one. */
    private static final Actor GHOST = new Actor("-1", "Ghost", Actor.Kind.USER);

    private GiteaChange() {}

    static Optional<List<Event>> read(Delivered delivered, JsonBody payload) {
        JsonBody change = payload.at("pull_request");
        return action(payload.text("action").orElse(""), change.flag("merged"))
                .map(action -> List.of(read(delivered, payload, change, action)));
    }

    private static Optional<Action> action(String action, boolean merged) {
        return switch (action) {
            case "opened" -> Optional.of(Action.OPENED);
            case "synchronized", "synchronize" -> Optional.of(Action.SYNCHRONIZED);
            case "reopened" -> Optional.of(Action.REOPENED);
            case "closed" -> Optional.of(merged ? Action.MERGED : Action.CLOSED);
            default -> Optional.empty();
        };
    }

    private static Event read(Delivered delivered, JsonBody payload, JsonBody change, Action action) {
        ForgeRepository repository = GiteaPayloads.repository(delivered.instance(), payload);
        JsonBody base = change.at("base");
        JsonBody head = change.at("head");
        Optional<String> headRepository = head.at("repo").id("id").or(() -> head.id("repo_id"));
        Instant updatedAt = change.time("updated_at").orElse(delivered.receivedAt());
        boolean merged = action == Action.MERGED;
        return new ChangeUpdated(
                delivered.eventId(0),
                repository,
                Optional.empty(),
                GiteaPayloads.account(payload.at("sender")),
                action,
                change.number("number").or(() -> payload.number("number")).orElseThrow(() -> change.missing("number")),
                change.text("title").orElse(""),
                GiteaPayloads.account(change.at("user")).orElse(GHOST),
                change.flag("draft"),
                base.needText("ref"),
                base.objectId("sha"),
                head.needText("ref"),
                head.needObjectId("sha"),
                !headRepository.equals(Optional.of(repository.id())), // null when the fork was deleted
                merged ? change.objectId("merge_commit_sha") : Optional.empty(),
                change.time("created_at").orElse(updatedAt),
                change.time("merged_at"),
                change.time("closed_at"),
                change.each("labels")
                        .flatMap(label -> label.text("name").stream())
                        .toList(),
                change.text("html_url")
                        .orElse("https://" + delivered.instance() + "/" + repository.fullName() + "/pulls"),
                updatedAt);
    }
}
