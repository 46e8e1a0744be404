package dev.millrace.ingest.forge.gitlab;

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
import java.util.stream.Stream;

/**
 * {@code merge_request}: opened, new commits ({@code update} with {@code oldrev}), reopened, closed or merged. Approvals and
 * updates without new commits are not used.
 */
final class GitlabMergeRequest {

    private GitlabMergeRequest() {}

    static Optional<List<Event>> read(Delivered delivered, JsonBody payload) {
        JsonBody change = payload.at("object_attributes");
        return action(change).map(action -> List.of(read(delivered, payload, change, action)));
    }

    private static Optional<Action> action(JsonBody change) {
        return switch (change.text("action").orElse("")) {
            case "open" -> Optional.of(Action.OPENED);
            case "reopen" -> Optional.of(Action.REOPENED);
            case "close" -> Optional.of(Action.CLOSED);
            case "merge" -> Optional.of(Action.MERGED);
            case "update" -> change.text("oldrev").map(before -> Action.SYNCHRONIZED);
            default -> Optional.empty();
        };
    }

    private static Event read(Delivered delivered, JsonBody payload, JsonBody change, Action action) {
        ForgeRepository repository = GitlabProject.of(delivered.instance(), payload);
        Instant updatedAt = change.time("updated_at").orElse(delivered.receivedAt());
        boolean merged = action == Action.MERGED;
        boolean closed = merged || action == Action.CLOSED;
        return new ChangeUpdated(
                delivered.eventId(0),
                repository,
                Optional.empty(),
                GitlabProject.user(payload.at("user")),
                action,
                change.number("iid").orElseThrow(() -> change.missing("iid")),
                change.text("title").orElse(""),
                author(payload, change),
                change.flag("draft") || change.flag("work_in_progress"),
                change.needText("target_branch"),
                Optional.empty(),
                change.needText("source_branch"),
                change.at("last_commit").needObjectId("id"),
                !change.id("source_project_id").equals(change.id("target_project_id")),
                merged ? mergeCommit(change) : Optional.empty(),
                change.time("created_at").orElse(updatedAt),
                merged ? change.time("merged_at").or(() -> Optional.of(updatedAt)) : Optional.empty(),
                closed ? change.time("closed_at").or(() -> Optional.of(updatedAt)) : Optional.empty(),
                payload.each("labels")
                        .flatMap(label -> label.text("title").stream())
                        .toList(),
                change.text("url")
                        .orElse("https://" + delivered.instance() + "/" + repository.fullName() + "/-/merge_requests"),
                updatedAt);
    }

    /** A merge without a merge commit (fast-forward) leaves the field null: then the head itself is on the target. */
    private static Optional<String> mergeCommit(JsonBody change) {
        return change.objectId("merge_commit_sha")
                .or(() -> change.objectId("squash_commit_sha"))
                .or(() -> change.at("last_commit").objectId("id"));
    }

    /** The payload has the author's number, and the account only of the person who did it, assignees and reviewers. */
    private static Actor author(JsonBody payload, JsonBody change) {
        String id = change.needId("author_id");
        return Stream.of(Stream.of(payload.at("user")), payload.each("assignees"), payload.each("reviewers"))
                .flatMap(people -> people)
                .flatMap(person -> GitlabProject.user(person).stream())
                .filter(person -> person.id().equals(id))
                .findFirst()
                .orElseGet(() -> new Actor(id, id, Actor.Kind.USER));
    }
}
