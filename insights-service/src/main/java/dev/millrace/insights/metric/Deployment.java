package dev.millrace.insights.metric;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.groupingBy;

import dev.millrace.events.forge.DeploymentStatusChanged.State;
import dev.millrace.insights.fact.DeploymentStatusFact;
import dev.millrace.insights.fact.Version;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A deployment, as its {@link DeploymentSource} reports it: one deployment, however many reports it has.
 *
 * @param id the forge's number, decimal string; of other sources than statuses with what it is, {@code run-12-1}
 * @param environment as written
 * @param sha commit that is deployed, 40 hex digits
 * @param ref requested branch, tag or id
 * @param createdAt when the record was made
 * @param startedAt first {@code in_progress}, else first {@code queued} or {@code pending}, else {@code createdAt}
 * @param finishedAt first success, else first failure or error; empty while it runs
 * @param outcome how it ended
 * @param failedAfterSuccessAt first failure or error after a success: a sign that the change was bad, which does not undo
 *     the deployment
 * @param tier of the environment
 */
public record Deployment(
        String id,
        String environment,
        String sha,
        String ref,
        Instant createdAt,
        Instant startedAt,
        Optional<Instant> finishedAt,
        Outcome outcome,
        Optional<Instant> failedAfterSuccessAt,
        Tier tier) {

    private static final Set<State> SUCCESS = EnumSet.of(State.SUCCESS);
    private static final Set<State> FAILURE = EnumSet.of(State.FAILURE, State.ERROR);
    private static final Comparator<DeploymentStatusFact> BY_TIME =
            comparing(DeploymentStatusFact::at).thenComparing(DeploymentStatusFact::statusId, ForgeNumber.ORDER);

    /** How a deployment ended. */
    public enum Outcome {
        SUCCESS,
        FAILURE,
        UNFINISHED
    }

    /** The deployments that these statuses are of, by id, with the tiers of the default table. */
    static List<Deployment> of(Collection<DeploymentStatusFact> statuses) {
        return of(statuses, Rules.DEFAULT);
    }

    /** The deployments that these statuses are of, by id. */
    static List<Deployment> of(Collection<DeploymentStatusFact> statuses, Rules rules) {
        return statuses.stream().collect(groupingBy(DeploymentStatusFact::deploymentId)).values().stream()
                .map(versions -> ofOne(versions, rules))
                .sorted(comparing(Deployment::id, ForgeNumber.ORDER))
                .toList();
    }

    private static Deployment ofOne(List<DeploymentStatusFact> versions, Rules rules) {
        List<DeploymentStatusFact> statuses =
                newestVersions(versions).sorted(BY_TIME).toList();
        Optional<DeploymentStatusFact> success = first(statuses, SUCCESS);
        Optional<DeploymentStatusFact> finish = success.or(() -> first(statuses, FAILURE));
        // the status that finished it states what is deployed and where; until then the newest status does
        DeploymentStatusFact decisive = finish.orElse(statuses.getLast());
        Instant createdAt = statuses.stream()
                .map(DeploymentStatusFact::createdAt)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        return new Deployment(
                decisive.deploymentId(),
                decisive.environment(),
                decisive.sha(),
                decisive.ref(),
                createdAt,
                first(statuses, EnumSet.of(State.IN_PROGRESS))
                        .or(() -> first(statuses, EnumSet.of(State.QUEUED, State.PENDING)))
                        .map(DeploymentStatusFact::at)
                        .orElse(createdAt),
                finish.map(DeploymentStatusFact::at),
                success.isPresent() ? Outcome.SUCCESS : finish.isPresent() ? Outcome.FAILURE : Outcome.UNFINISHED,
                success.flatMap(good -> statuses.stream()
                        .filter(status -> FAILURE.contains(status.state()) && BY_TIME.compare(status, good) > 0)
                        .map(DeploymentStatusFact::at)
                        .findFirst()),
                rules.tier(decisive.environment()));
    }

    private static Stream<DeploymentStatusFact> newestVersions(List<DeploymentStatusFact> versions) {
        return versions.stream().collect(groupingBy(DeploymentStatusFact::statusId)).values().stream()
                .map(same -> same.stream().max(Version.OLDEST_FIRST).orElseThrow());
    }

    private static Optional<DeploymentStatusFact> first(List<DeploymentStatusFact> sorted, Set<State> states) {
        return sorted.stream().filter(status -> states.contains(status.state())).findFirst();
    }
}
