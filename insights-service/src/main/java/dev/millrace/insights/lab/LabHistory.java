package dev.millrace.insights.lab;

import dev.millrace.insights.metric.Tier;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the definitions of tools are applied to: the events of one repository, in no order.
 *
 * @param deployments of all environments
 * @param statuses successes that deployments reported, each one
 * @param pushes and the commits that they listed
 * @param changes that were merged, by number
 * @param incidents as reported
 */
record LabHistory(
        List<Attempt> deployments,
        List<Success> statuses,
        List<Push> pushes,
        Map<Long, Change> changes,
        List<Incident> incidents) {

    LabHistory {
        deployments = List.copyOf(deployments);
        statuses = List.copyOf(statuses);
        pushes = List.copyOf(pushes);
        changes = Map.copyOf(changes);
        incidents = List.copyOf(incidents);
    }

    /**
     * A deployment.
     *
     * @param sha what is deployed
     * @param finishedAt first success, else first failure; empty while it runs
     * @param succeeded whether it did
     * @param commits those that it was the first to ship; none if that is unknown
     * @param changes numbers of those that it was the first to ship
     */
    record Attempt(
            String id,
            Tier tier,
            String sha,
            Instant startedAt,
            Optional<Instant> finishedAt,
            boolean succeeded,
            List<Commit> commits,
            List<Long> changes) {

        Instant finish() {
            return finishedAt.orElseThrow();
        }
    }

    /** A commit and when it was written. */
    record Commit(String id, Instant at) {}

    /** A success that a deployment in any environment reported. */
    record Success(String deployment, String sha, Instant at) {}

    /**
     * A push.
     *
     * @param head commit that the ref was moved to
     * @param commits as listed
     */
    record Push(String head, List<Commit> commits) {}

    /**
     * A merged change.
     *
     * @param firstCommitAt empty if its commits are not known
     * @param firstReviewAt when someone else reviewed it first
     * @param approvedAt last approval before the merge
     * @param reverts number of the change that it reverts
     * @param hotfix whether its branch or title has the word
     */
    record Change(
            long number,
            Optional<Instant> firstCommitAt,
            Instant openedAt,
            Optional<Instant> firstReviewAt,
            Optional<Instant> approvedAt,
            Instant mergedAt,
            Optional<Long> reverts,
            boolean hotfix) {}

    /**
     * An incident.
     *
     * @param deployment the one that it names
     */
    record Incident(String id, Instant startedAt, Optional<Instant> resolvedAt, Optional<String> deployment) {}

    /** Successes in production by their end. */
    List<Attempt> successes() {
        return deployments.stream()
                .filter(deployment -> deployment.tier() == Tier.PRODUCTION && deployment.succeeded())
                .sorted(Comparator.comparing(Attempt::finish).thenComparing(Attempt::id))
                .toList();
    }

    /** All that ended in production, by their start. */
    List<Attempt> runs() {
        return deployments.stream()
                .filter(deployment -> deployment.tier() == Tier.PRODUCTION
                        && deployment.finishedAt().isPresent())
                .sorted(Comparator.comparing(Attempt::startedAt).thenComparing(Attempt::id))
                .toList();
    }

    /** The changes that a deployment was the first to ship. */
    Stream<Change> shippedBy(Attempt deployment) {
        return deployment.changes().stream().map(changes::get).filter(Objects::nonNull);
    }
}
