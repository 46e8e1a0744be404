package dev.millrace.ingest.forge.github;

import dev.millrace.events.Event;
import dev.millrace.events.forge.ChangeReviewed;
import dev.millrace.events.forge.ChangeReviewed.Action;
import dev.millrace.events.forge.ChangeReviewed.Verdict;
import dev.millrace.ingest.forge.Delivered;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code pull_request_review}: a review was submitted, edited or dismissed. */
final class ReviewReader {

    private ReviewReader() {}

    static Optional<List<Event>> read(Delivered delivered, Payload payload) {
        return Word.find(Action.class, payload.action()).map(action -> List.of(read(delivered, payload, action)));
    }

    private static Event read(Delivered delivered, Payload payload, Action action) {
        Payload review = payload.at("review");
        Word<Verdict> verdict = Word.of(Verdict.class, Verdict.UNKNOWN, review.needText("state"));
        Instant at = action == Action.SUBMITTED
                ? review.time("submitted_at").orElse(delivered.receivedAt())
                : delivered.receivedAt();
        return new ChangeReviewed(
                delivered.eventId(0),
                payload.at("repository").repository(delivered.instance()),
                payload.at("installation").id("id"),
                payload.at("sender").actor(),
                action,
                payload.at("pull_request").needNumber("number"),
                review.needId("id"),
                review.at("user").actor(),
                verdict.value(),
                verdict.unknown(),
                review.text("commit_id").isPresent() ? review.objectId("commit_id") : Optional.empty(),
                review.text("html_url"),
                at);
    }
}
