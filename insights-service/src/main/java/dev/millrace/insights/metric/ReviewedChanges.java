package dev.millrace.insights.metric;

import static java.util.stream.Collectors.groupingBy;

import dev.millrace.events.forge.ChangeReviewed.Action;
import dev.millrace.events.forge.ChangeReviewed.Verdict;
import dev.millrace.insights.fact.ChangeFact;
import dev.millrace.insights.fact.ChangeMomentFact;
import dev.millrace.insights.fact.Facts;
import dev.millrace.insights.fact.FlowFacts;
import dev.millrace.insights.fact.ReviewFact;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** When changes were opened, ready, reviewed, approved and merged. */
public final class ReviewedChanges {

    private final Map<Long, ChangeFact> changes = new HashMap<>();
    private final Map<Long, List<ReviewFact>> reviews;
    private final Map<Long, List<ChangeMomentFact>> moments;
    private final Set<String> dismissed;
    private final Authors authors;

    private ReviewedChanges(Facts facts, FlowFacts flow, Authors authors) {
        MergedChanges.newestVersions(facts.changes()).forEach(change -> changes.put(change.number(), change));
        this.reviews = flow.reviews().stream()
                .filter(review -> review.action() == Action.SUBMITTED)
                .collect(groupingBy(ReviewFact::number));
        this.moments = flow.moments().stream().collect(groupingBy(ChangeMomentFact::number));
        this.dismissed = flow.reviews().stream()
                .filter(review -> review.action() == Action.DISMISSED)
                .map(ReviewFact::reviewId)
                .collect(Collectors.toUnmodifiableSet());
        this.authors = authors;
    }

    /** Of these facts. */
    public static ReviewedChanges of(Facts facts, FlowFacts flow, Authors authors) {
        return new ReviewedChanges(facts, flow, authors);
    }

    /** How much a change changes; empty if that is not known. */
    public Optional<ChangeFact.Size> size(long number) {
        return Optional.ofNullable(changes.get(number)).flatMap(ChangeFact::size);
    }

    /** The parts of the time that a deployment's change took; empty if its first commit is unknown, or younger than the end. */
    public Optional<ChangeStages> stages(ShippedChange shipped, Deployment deployment) {
        ChangeFact change = changes.get(shipped.number());
        if (change == null || shipped.firstCommitAt().isEmpty() || shipped.clockAnomaly()) {
            return Optional.empty();
        }
        Instant readyAt = readyAt(change);
        return Optional.of(ChangeStages.between(
                shipped.firstCommitAt().get(),
                List.of(
                        Optional.of(change.createdAt()),
                        Optional.of(readyAt),
                        firstReviewAt(change, readyAt),
                        lastApprovalAt(change),
                        change.mergedAt(),
                        Optional.of(deployment.startedAt())),
                deployment.finishedAt().orElseThrow()));
    }

    /** The first time that it was ready. If it became ready before it became a draft, it was opened as a draft. */
    private Instant readyAt(ChangeFact change) {
        return moments.getOrDefault(change.number(), List.of()).stream()
                .filter(moment -> moment.kind() == ChangeMomentFact.Kind.READY
                        // a change that was opened as a draft has this report at its beginning
                        || moment.kind() == ChangeMomentFact.Kind.DRAFT
                                && moment.at().isAfter(change.createdAt()))
                .min(Comparator.comparing(ChangeMomentFact::at).thenComparing(ChangeMomentFact::kind))
                .filter(first -> first.kind() == ChangeMomentFact.Kind.READY)
                .map(ChangeMomentFact::at)
                .orElse(change.createdAt());
    }

    private Optional<Instant> firstReviewAt(ChangeFact change, Instant readyAt) {
        return byOthers(change)
                .map(ReviewFact::at)
                .filter(at -> !at.isBefore(readyAt))
                .min(Comparator.naturalOrder());
    }

    /** Approvals after the merge, and those that were dismissed, do not count. */
    private Optional<Instant> lastApprovalAt(ChangeFact change) {
        return byOthers(change)
                .filter(review -> review.verdict() == Verdict.APPROVED && !dismissed.contains(review.reviewId()))
                .map(ReviewFact::at)
                .filter(at ->
                        change.mergedAt().map(merged -> !at.isAfter(merged)).orElse(true))
                .max(Comparator.naturalOrder());
    }

    private Stream<ReviewFact> byOthers(ChangeFact change) {
        return reviews.getOrDefault(change.number(), List.of()).stream()
                .filter(review -> !review.reviewerLogin().equalsIgnoreCase(change.authorLogin())
                        && authors.ofCredential(review.reviewerLogin(), review.reviewerIsBot()) == ActorClass.HUMAN);
    }
}
