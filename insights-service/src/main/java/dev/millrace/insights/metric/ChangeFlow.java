package dev.millrace.insights.metric;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.groupingBy;

import dev.millrace.events.forge.ChangeReviewed.Action;
import dev.millrace.events.forge.ChangeReviewed.Verdict;
import dev.millrace.insights.fact.ChangeFact;
import dev.millrace.insights.fact.ChangeMomentFact;
import dev.millrace.insights.fact.ChangeMomentFact.Kind;
import dev.millrace.insights.fact.Facts;
import dev.millrace.insights.fact.FlowFacts;
import dev.millrace.insights.fact.ReviewFact;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What happened to changes until they were merged or closed, whether or not they were deployed. */
public final class ChangeFlow {

    private final Map<Long, List<ReviewFact>> reviews;
    private final Map<Long, List<ChangeMomentFact>> moments;
    private final Authors authors;

    private ChangeFlow(FlowFacts flow, Authors authors) {
        this.reviews = flow.reviews().stream()
                .filter(review -> review.action() == Action.SUBMITTED)
                .collect(groupingBy(ReviewFact::number));
        this.moments = flow.moments().stream().collect(groupingBy(ChangeMomentFact::number));
        this.authors = authors;
    }

    /**
     * One change.
     *
     * @param number of the change
     * @param author who opened it
     * @param openedAt when
     * @param endedAt when it was merged or closed; empty while it is open
     * @param merged whether it was merged
     * @param inDraft how long it was a draft, all its times as one together; until {@code endedAt}, zero while it is open
     * @param reviews by people other than its author until it was merged
     * @param cycles how often new commits followed a request for changes, before it was approved first
     * @param size lines and files, as the forge counts them; empty if it did not report them
     * @param queued how long it was in the merge queue that merged it; empty if none did
     */
    public record FlowOfChange(
            long number,
            ActorClass author,
            Instant openedAt,
            Optional<Instant> endedAt,
            boolean merged,
            Duration inDraft,
            int reviews,
            int cycles,
            Optional<ChangeFact.Size> size,
            Optional<Duration> queued) {}

    /** Each change of these facts, by number. */
    public static List<FlowOfChange> of(Facts facts, FlowFacts flow, Authors authors) {
        var changes = new ChangeFlow(flow, authors);
        return MergedChanges.newestVersions(facts.changes()).stream()
                .sorted(comparing(ChangeFact::number))
                .map(changes::of)
                .toList();
    }

    private FlowOfChange of(ChangeFact change) {
        Optional<Instant> endedAt = change.mergedAt().or(change::closedAt);
        List<ChangeMomentFact> own = moments.getOrDefault(change.number(), List.of()).stream()
                .sorted(comparing(ChangeMomentFact::at).thenComparing(ChangeMomentFact::kind))
                .toList();
        return new FlowOfChange(
                change.number(),
                authors.ofCredential(change.authorLogin(), change.authorIsBot()),
                change.createdAt(),
                endedAt,
                change.mergedAt().isPresent(),
                endedAt.map(end -> inDraft(change.createdAt(), end, own)).orElse(Duration.ZERO),
                (int) byOthers(change)
                        .filter(review -> change.mergedAt()
                                .map(merged -> !review.at().isAfter(merged))
                                .orElse(true))
                        .count(),
                cycles(change, own),
                change.size(),
                change.mergedAt().flatMap(merged -> queued(merged, own)));
    }

    /** A change that became ready before it became a draft was opened as one. */
    private static Duration inDraft(Instant openedAt, Instant end, List<ChangeMomentFact> own) {
        List<ChangeMomentFact> toggles = own.stream()
                .filter(moment -> moment.kind() == Kind.DRAFT || moment.kind() == Kind.READY)
                .toList();
        Optional<Instant> since = toggles.stream()
                .findFirst()
                .filter(first -> first.kind() == Kind.READY)
                .map(first -> openedAt);
        Duration total = Duration.ZERO;
        for (ChangeMomentFact toggle : toggles) {
            Instant at = toggle.at().isAfter(end) ? end : toggle.at().isBefore(openedAt) ? openedAt : toggle.at();
            if (toggle.kind() == Kind.DRAFT) {
                since = since.or(() -> Optional.of(at));
            } else if (since.isPresent()) {
                total = total.plus(Duration.between(since.get(), at));
                since = Optional.empty();
            }
        }
        return since.isPresent() ? total.plus(Duration.between(since.get(), end)) : total;
    }

    private int cycles(ChangeFact change, List<ChangeMomentFact> own) {
        record Step(Instant at, boolean push) {}
        Optional<Instant> approvedAt = byOthers(change)
                .filter(review -> review.verdict() == Verdict.APPROVED)
                .map(ReviewFact::at)
                .min(Comparator.naturalOrder());
        List<Step> steps = new ArrayList<>();
        byOthers(change)
                .filter(review -> review.verdict() == Verdict.CHANGES_REQUESTED)
                .forEach(review -> steps.add(new Step(review.at(), false)));
        own.stream()
                .filter(moment -> moment.kind() == Kind.PUSHED)
                .forEach(moment -> steps.add(new Step(moment.at(), true)));
        steps.sort(comparing(Step::at).thenComparing(Step::push));
        int cycles = 0;
        boolean blocked = false;
        for (Step step : steps) {
            if (approvedAt.filter(step.at()::isAfter).isPresent()) {
                break;
            }
            cycles += blocked && step.push() ? 1 : 0;
            blocked = !step.push();
        }
        return cycles;
    }

    /** From when it entered the queue last; one that left it again was merged in another way. */
    private static Optional<Duration> queued(Instant mergedAt, List<ChangeMomentFact> own) {
        return own.stream()
                .filter(moment -> (moment.kind() == Kind.ENQUEUED || moment.kind() == Kind.DEQUEUED)
                        && moment.at().isBefore(mergedAt))
                .reduce((earlier, later) -> later)
                .filter(last -> last.kind() == Kind.ENQUEUED)
                .map(last -> Duration.between(last.at(), mergedAt));
    }

    private Stream<ReviewFact> byOthers(ChangeFact change) {
        return reviews.getOrDefault(change.number(), List.of()).stream()
                .filter(review -> !review.reviewerLogin().equalsIgnoreCase(change.authorLogin())
                        && authors.ofCredential(review.reviewerLogin(), review.reviewerIsBot()) == ActorClass.HUMAN);
    }
}
