package dev.millrace.insights.lab;

import dev.millrace.events.forge.ChangeReviewed;
import dev.millrace.events.forge.DeploymentStatusChanged.State;
import dev.millrace.insights.fact.ChangeFact;
import dev.millrace.insights.fact.Facts;
import dev.millrace.insights.fact.FlowFacts;
import dev.millrace.insights.fact.ReviewFact;
import dev.millrace.insights.lab.LabHistory.Attempt;
import dev.millrace.insights.lab.LabHistory.Change;
import dev.millrace.insights.lab.LabHistory.Commit;
import dev.millrace.insights.lab.LabHistory.Incident;
import dev.millrace.insights.lab.LabHistory.Push;
import dev.millrace.insights.lab.LabHistory.Success;
import dev.millrace.insights.metric.Deployment;
import dev.millrace.insights.metric.Deployment.Outcome;
import dev.millrace.insights.metric.DeploymentLog;
import dev.millrace.insights.metric.Effect.Ships;
import dev.millrace.insights.metric.JudgedDeployment;
import dev.millrace.insights.metric.Reverts;
import dev.millrace.insights.metric.ShippedChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Puts facts into the shape that the definitions of tools are written for. Pure. */
final class ReadLabHistory {

    private ReadLabHistory() {}

    /** The events of a repository; {@code log} is of its production environments. */
    static LabHistory of(DeploymentLog log, Facts facts, FlowFacts flow) {
        List<Attempt> deployments = new ArrayList<>();
        Map<Long, Instant> firstCommits = new HashMap<>();
        for (JudgedDeployment judged : log.successes()) {
            if (judged.effect() instanceof Ships(var commits, var changes)) {
                changes.forEach(
                        change -> change.firstCommitAt().ifPresent(at -> firstCommits.put(change.number(), at)));
                deployments.add(attempt(
                        judged.deployment(),
                        commits.stream()
                                .map(commit -> new Commit(commit.id(), commit.at()))
                                .toList(),
                        changes.stream().map(ShippedChange::number).toList()));
            } else {
                deployments.add(attempt(judged.deployment(), List.of(), List.of()));
            }
        }
        log.unsuccessful().forEach(other -> deployments.add(attempt(other, List.of(), List.of())));
        return new LabHistory(
                deployments,
                facts.statuses().stream()
                        .filter(status -> status.state() == State.SUCCESS)
                        .map(status -> new Success(status.deploymentId(), status.sha(), status.at()))
                        .toList(),
                facts.pushes().stream()
                        .filter(push -> push.after().isPresent())
                        .map(push -> new Push(
                                push.after().get(),
                                push.commits().stream()
                                        .map(commit -> new Commit(commit.id(), commit.at()))
                                        .toList()))
                        .toList(),
                changes(facts, flow, firstCommits),
                flow.incidents().stream()
                        .map(incident -> new Incident(
                                incident.id(), incident.startedAt(), incident.resolvedAt(), incident.deploymentId()))
                        .toList());
    }

    private static Attempt attempt(Deployment deployment, List<Commit> commits, List<Long> changes) {
        return new Attempt(
                deployment.id(),
                deployment.tier(),
                deployment.sha(),
                deployment.startedAt(),
                deployment.finishedAt(),
                deployment.outcome() == Outcome.SUCCESS,
                commits,
                changes);
    }

    private static Map<Long, Change> changes(Facts facts, FlowFacts flow, Map<Long, Instant> firstCommits) {
        Map<Long, List<ReviewFact>> reviews =
                flow.reviews().stream().collect(Collectors.groupingBy(ReviewFact::number));
        Map<Long, Change> changes = new HashMap<>();
        for (ChangeFact fact : facts.changes()) {
            fact.mergedAt()
                    .ifPresent(merged -> changes.put(
                            fact.number(),
                            new Change(
                                    fact.number(),
                                    Optional.ofNullable(firstCommits.get(fact.number())),
                                    fact.createdAt(),
                                    firstReview(fact, reviews.getOrDefault(fact.number(), List.of())),
                                    approval(merged, reviews.getOrDefault(fact.number(), List.of())),
                                    merged,
                                    Reverts.revertedNumber(fact.headRef(), fact.title()),
                                    Reverts.isHotfix(fact.headRef(), fact.title()))));
        }
        return changes;
    }

    private static Optional<Instant> firstReview(ChangeFact change, List<ReviewFact> reviews) {
        return reviews.stream()
                .filter(review -> review.action() == ChangeReviewed.Action.SUBMITTED
                        && !review.reviewerIsBot()
                        && !review.reviewerLogin().equalsIgnoreCase(change.authorLogin()))
                .map(ReviewFact::at)
                .min(Comparator.naturalOrder());
    }

    private static Optional<Instant> approval(Instant mergedAt, List<ReviewFact> reviews) {
        return reviews.stream()
                .filter(review -> review.action() == ChangeReviewed.Action.SUBMITTED
                        && review.verdict() == ChangeReviewed.Verdict.APPROVED
                        && !review.at().isAfter(mergedAt))
                .map(ReviewFact::at)
                .max(Comparator.naturalOrder());
    }
}
