package dev.millrace.ingest.forge.github;

import dev.millrace.events.Event;
import dev.millrace.events.forge.CommentChanged;
import dev.millrace.events.forge.CommentChanged.Action;
import dev.millrace.events.forge.CommentChanged.Kind;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.read.JsonText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@code issue_comment} and {@code pull_request_review_comment}. For GitHub every change is an issue, too; only an issue with
 * a {@code pull_request} is one.
 */
final class CommentReader {

    private static final int LONGEST_BODY = 256 * 1024;

    private CommentReader() {}

    static Optional<List<Event>> issue(Delivered delivered, Payload payload) {
        Payload issue = payload.at("issue");
        Kind kind = issue.at("pull_request").isPresent() ? Kind.CHANGE : Kind.ISSUE;
        return read(delivered, payload, issue, kind);
    }

    static Optional<List<Event>> review(Delivered delivered, Payload payload) {
        return read(delivered, payload, payload.at("pull_request"), Kind.REVIEW);
    }

    private static Optional<List<Event>> read(Delivered delivered, Payload payload, Payload about, Kind kind) {
        return Word.find(Action.class, payload.action())
                .map(action -> List.of(read(delivered, payload, about, kind, action)));
    }

    private static Event read(Delivered delivered, Payload payload, Payload about, Kind kind, Action action) {
        Payload comment = payload.at("comment");
        String body = comment.text("body").orElse("");
        String kept = JsonText.shortened(body, LONGEST_BODY);
        Instant createdAt = comment.time("created_at").orElse(delivered.receivedAt());
        return new CommentChanged(
                delivered.eventId(0),
                payload.at("repository").repository(delivered.instance()),
                payload.at("installation").id("id"),
                payload.at("sender").actor(),
                action,
                kind,
                about.needNumber("number"),
                comment.needId("id"),
                comment.at("user").actor(),
                comment.text("author_association"),
                comment.at("performed_via_github_app").isPresent(),
                kept,
                kept.length() < body.length(),
                about.text("state").filter("open"::equals).isPresent(),
                createdAt,
                comment.text("html_url"),
                action == Action.DELETED
                        ? delivered.receivedAt()
                        : comment.time("updated_at").orElse(createdAt));
    }
}
