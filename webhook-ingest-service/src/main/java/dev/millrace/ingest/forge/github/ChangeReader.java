package dev.millrace.ingest.forge.github;

import dev.millrace.events.Event;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.ChangeUpdated.Action;
import dev.millrace.events.forge.ChangeUpdated.ChangeSize;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.ingest.forge.Delivered;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code pull_request}: a change was opened, got new commits, was labeled, closed or merged, and so on. */
final class ChangeReader {

    /** The account that GitHub shows in place of a deleted one. */
    private static final Actor GHOST = new Actor("10137", "ghost", Actor.Kind.USER);

    private ChangeReader() {}

    static Optional<List<Event>> read(Delivered delivered, Payload payload) {
        Payload change = payload.at("pull_request");
        return action(payload.action(), change.flag("merged"))
                .map(action -> List.of(read(delivered, payload, change, action)));
    }

    private static Optional<Action> action(String action, boolean merged) {
        return switch (action) {
            case "opened" -> Optional.of(Action.OPENED);
            case "synchronize" -> Optional.of(Action.SYNCHRONIZED);
            case "reopened" -> Optional.of(Action.REOPENED);
            case "closed" -> Optional.of(merged ? Action.MERGED : Action.CLOSED);
            case "edited" -> Optional.of(Action.EDITED);
            case "ready_for_review" -> Optional.of(Action.READY_FOR_REVIEW);
            case "converted_to_draft" -> Optional.of(Action.CONVERTED_TO_DRAFT);
            case "review_requested" -> Optional.of(Action.REVIEW_REQUESTED);
            case "review_request_removed" -> Optional.of(Action.REVIEW_REQUEST_REMOVED);
            case "labeled" -> Optional.of(Action.LABELED);
            case "unlabeled" -> Optional.of(Action.UNLABELED);
            case "assigned" -> Optional.of(Action.ASSIGNED);
            case "unassigned" -> Optional.of(Action.UNASSIGNED);
            case "milestoned" -> Optional.of(Action.MILESTONED);
            case "demilestoned" -> Optional.of(Action.DEMILESTONED);
            case "locked" -> Optional.of(Action.LOCKED);
            case "unlocked" -> Optional.of(Action.UNLOCKED);
            case "auto_merge_enabled" -> Optional.of(Action.AUTO_MERGE_ENABLED);
            case "auto_merge_disabled" -> Optional.of(Action.AUTO_MERGE_DISABLED);
            case "enqueued" -> Optional.of(Action.ENQUEUED);
            case "dequeued" -> Optional.of(Action.DEQUEUED);
            default -> Optional.empty();
        };
    }

    private static Event read(Delivered delivered, Payload payload, Payload change, Action action) {
        ForgeRepository repository = payload.at("repository").repository(delivered.instance());
        Payload base = change.at("base");
        Payload head = change.at("head");
        boolean sameRepository = head.at("repo").id("id").equals(Optional.of(repository.id()));
        Instant updatedAt = change.time("updated_at").orElse(delivered.receivedAt());
        // a label on a merged change does not unmerge it
        boolean merged = change.flag("merged") || change.time("merged_at").isPresent();
        return new ChangeUpdated(
                delivered.eventId(0),
                repository,
                payload.at("installation").id("id"),
                payload.at("sender").actor(),
                action,
                change.number("number").or(() -> payload.number("number")).orElseThrow(() -> change.missing("number")),
                change.text("title").orElse(""),
                change.at("user").actor().orElse(GHOST),
                change.flag("draft"),
                base.needText("ref"),
                Optional.of(base.needObjectId("sha")),
                head.needText("ref"),
                head.needObjectId("sha"),
                !sameRepository, // the head's repository is null when the fork was deleted
                merged ? change.text("merge_commit_sha") : Optional.empty(),
                change.time("created_at").orElse(updatedAt),
                change.time("merged_at"),
                change.time("closed_at"),
                change.texts("labels", "name").toList(),
                change.text("html_url")
                        .orElse("https://" + delivered.instance() + "/" + repository.fullName() + "/pulls"),
                Optional.empty(),
                size(change),
                updatedAt);
    }

    private static Optional<ChangeSize> size(Payload change) {
        return change.number("additions")
                .flatMap(additions -> change.number("deletions")
                        .flatMap(deletions -> change.number("changed_files")
                                .map(files -> new ChangeSize(additions, deletions, files))));
    }
}
