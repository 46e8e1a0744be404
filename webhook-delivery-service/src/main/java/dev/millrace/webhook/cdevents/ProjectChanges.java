package dev.millrace.webhook.cdevents;

import dev.millrace.events.forge.ChangeReviewed;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.webhook.cdevents.Projection.NotProjected;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Changes and their reviews. Branches, commits and verdicts are custom data: the content of a change has no fields for them. */
final class ProjectChanges {

    private ProjectChanges() {}

    static Projection updated(ChangeUpdated change) {
        return switch (change.action()) {
            case OPENED -> projected(change, CdEventType.CHANGE_CREATED);
            case SYNCHRONIZED, REOPENED, EDITED, READY_FOR_REVIEW, CONVERTED_TO_DRAFT ->
                projected(change, CdEventType.CHANGE_UPDATED);
            case MERGED -> projected(change, CdEventType.CHANGE_MERGED);
            case CLOSED -> projected(change, CdEventType.CHANGE_ABANDONED);
            case REVIEW_REQUESTED,
                    REVIEW_REQUEST_REMOVED,
                    LABELED,
                    UNLABELED,
                    ASSIGNED,
                    UNASSIGNED,
                    MILESTONED,
                    DEMILESTONED,
                    LOCKED,
                    UNLOCKED,
                    AUTO_MERGE_ENABLED,
                    AUTO_MERGE_DISABLED,
                    ENQUEUED,
                    DEQUEUED -> new NotProjected("neither the code nor the state of the change differs");
        };
    }

    static Projection reviewed(ChangeReviewed review) {
        if (review.action() != ChangeReviewed.Action.SUBMITTED) {
            return new NotProjected("the review was not submitted now");
        }
        Map<String, Object> about = Fields.of("id", review.reviewId())
                .with("verdict", review.verdict().name())
                .with("unknownVerdict", review.unknownVerdict())
                .with("reviewer", review.reviewer().map(ForgeFacts::account))
                .with("sha", review.headSha())
                .with("url", review.webUrl())
                .map();
        return ForgeFacts.projected(
                review,
                review.repository(),
                CdEventType.CHANGE_REVIEWED,
                Long.toString(review.number()),
                ForgeFacts.reference(review.repository()),
                ForgeFacts.by(review.actor()).with("review", about));
    }

    private static Projection projected(ChangeUpdated change, CdEventType type) {
        Fields content =
                type == CdEventType.CHANGE_CREATED ? described(change) : ForgeFacts.reference(change.repository());
        return ForgeFacts.projected(
                change,
                change.repository(),
                type,
                Long.toString(change.number()),
                content,
                ForgeFacts.by(change.actor()).with("change", state(change)));
    }

    /** A description has at least one character. */
    private static Fields described(ChangeUpdated change) {
        return ForgeFacts.reference(change.repository())
                .with("description", Optional.of(change.title()).filter(title -> !title.isEmpty()));
    }

    private static Map<String, Object> state(ChangeUpdated change) {
        return Fields.of("number", change.number())
                .with("action", change.action().name())
                .with("title", change.title())
                .with("author", ForgeFacts.account(change.author()))
                .with("draft", change.draft())
                .with(
                        "base",
                        Fields.of("ref", change.baseRef())
                                .with("sha", change.baseSha())
                                .map())
                .with(
                        "head",
                        Fields.of("ref", change.headRef())
                                .with("sha", change.headSha())
                                .with("fork", change.fromFork())
                                .map())
                .with("mergeCommitSha", change.mergeCommitSha())
                .with("labels", change.labels())
                .with("createdAt", change.createdAt().toString())
                .with("mergedAt", change.mergedAt().map(Instant::toString))
                .with("closedAt", change.closedAt().map(Instant::toString))
                .with("url", change.webUrl())
                .map();
    }
}
