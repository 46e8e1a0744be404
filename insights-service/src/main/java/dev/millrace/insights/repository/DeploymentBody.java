package dev.millrace.insights.repository;

import dev.millrace.insights.metric.Choices;
import dev.millrace.insights.metric.Deployment;
import dev.millrace.insights.metric.DeploymentFrequency;
import dev.millrace.insights.metric.Effect;
import dev.millrace.insights.metric.Effect.OutOfOrder;
import dev.millrace.insights.metric.Effect.Redeploy;
import dev.millrace.insights.metric.Effect.Rollback;
import dev.millrace.insights.metric.Effect.Ships;
import dev.millrace.insights.metric.Effect.ShipsNothing;
import dev.millrace.insights.metric.Effect.Unknown;
import dev.millrace.insights.metric.JudgedDeployment;
import dev.millrace.insights.query.QueryParameters;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A deployment as evidence: what it is, and why it counts or does not.
 *
 * @param id the forge's number
 * @param environment as written
 * @param tier tier assigned to the environment
 * @param sha commit that is deployed
 * @param ref requested branch, tag or id
 * @param createdAt when the record was made
 * @param startedAt when it began
 * @param finishedAt first success, else first failure; null while it runs
 * @param effect {@code ships}, {@code unknown}, {@code redeploy}, {@code out_of_order}, {@code rollback},
 *     {@code ships_nothing}, {@code failed} or {@code unfinished}
 * @param reason for {@code unknown}: {@code first_deployment}, {@code commit_not_in_graph} or {@code incomplete_interval}
 * @param changeBearing whether it brought something new, or may have
 * @param counted whether it counts for deployment frequency with the requested options
 * @param failedAfterSuccessAt when a failure was reported after the success
 * @param changes the changes merged by what it first shipped
 * @param commitCount how many commits it first shipped
 * @param commits the oldest of them, at most {@value #COMMITS_SHOWN}; all are at {@code deployments/{id}/commits}
 */
record DeploymentBody(
        String id,
        String environment,
        String tier,
        String sha,
        String ref,
        Instant createdAt,
        Instant startedAt,
        Optional<Instant> finishedAt,
        String effect,
        Optional<String> reason,
        boolean changeBearing,
        boolean counted,
        Optional<Instant> failedAfterSuccessAt,
        List<ChangeBody> changes,
        int commitCount,
        List<CommitBody> commits) {

    static final int COMMITS_SHOWN = 50;

    /** A success. */
    static DeploymentBody of(JudgedDeployment judged, Choices choices) {
        Effect effect = judged.effect();
        boolean counted = DeploymentFrequency.counts(effect, choices);
        return switch (effect) {
            case Ships(var commits, var changes) ->
                body(
                        judged.deployment(),
                        "ships",
                        Optional.empty(),
                        effect.changeBearing(),
                        counted,
                        changes.stream()
                                .map(change -> ChangeBody.of(change, choices))
                                .toList(),
                        commits.size(),
                        commits.stream()
                                .limit(COMMITS_SHOWN)
                                .map(commit -> CommitBody.of(commit, choices))
                                .toList());
            case Unknown(var reason) -> empty(judged, "unknown", Optional.of(QueryParameters.wire(reason)), counted);
            case Redeploy redeploy -> empty(judged, "redeploy", Optional.empty(), counted);
            case OutOfOrder outOfOrder -> empty(judged, "out_of_order", Optional.empty(), counted);
            case Rollback rollback -> empty(judged, "rollback", Optional.empty(), counted);
            case ShipsNothing nothing -> empty(judged, "ships_nothing", Optional.empty(), counted);
        };
    }

    /** An attempt that did not succeed. */
    static DeploymentBody of(Deployment attempt) {
        return body(
                attempt,
                attempt.finishedAt().isPresent() ? "failed" : "unfinished",
                Optional.empty(),
                false,
                false,
                List.of(),
                0,
                List.of());
    }

    private static DeploymentBody empty(
            JudgedDeployment judged, String effect, Optional<String> reason, boolean counted) {
        return body(
                judged.deployment(), effect, reason, judged.effect().changeBearing(), counted, List.of(), 0, List.of());
    }

    private static DeploymentBody body(
            Deployment deployment,
            String effect,
            Optional<String> reason,
            boolean changeBearing,
            boolean counted,
            List<ChangeBody> changes,
            int commitCount,
            List<CommitBody> commits) {
        return new DeploymentBody(
                deployment.id(),
                deployment.environment(),
                deployment.tier().wireName(),
                deployment.sha(),
                deployment.ref(),
                deployment.createdAt(),
                deployment.startedAt(),
                deployment.finishedAt(),
                effect,
                reason,
                changeBearing,
                counted,
                deployment.failedAfterSuccessAt(),
                changes,
                commitCount,
                commits);
    }
}
