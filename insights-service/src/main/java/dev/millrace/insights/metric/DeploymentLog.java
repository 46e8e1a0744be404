package dev.millrace.insights.metric;

import static java.util.Comparator.comparing;

import dev.millrace.insights.fact.Facts;
import dev.millrace.insights.metric.Deployment.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The history of one {@link Scope}: its successes in the order (finished, id), each with what it did, and the attempts that
 * did not succeed.
 *
 * <p>A success ships what is reachable from its commit and from no earlier success: what ships twice counts for the
 * first. Merges join lines of work and are no work themselves; they are never items.
 */
public final class DeploymentLog {

    private final List<JudgedDeployment> successes;
    private final List<Deployment> others;

    private DeploymentLog(List<JudgedDeployment> successes, List<Deployment> others) {
        this.successes = successes;
        this.others = others;
    }

    /** The log of these facts on this graph, by the rules of a team that has decided nothing. */
    public static DeploymentLog of(Facts facts, CommitGraph graph, Scope scope) {
        return of(facts, graph, scope, Rules.DEFAULT);
    }

    /** The log of these facts on this graph. */
    public static DeploymentLog of(Facts facts, CommitGraph graph, Scope scope, Rules rules) {
        return of(facts, graph, scope, rules, Deployments.of(facts, rules));
    }

    private static DeploymentLog of(
            Facts facts, CommitGraph graph, Scope scope, Rules rules, List<Deployment> deployments) {
        List<Deployment> inScope = deployments.stream().filter(scope::contains).toList();
        var judge = new JudgeDeployments(
                graph, MergedChanges.of(facts, graph), commit -> rules.contains(commit, facts.paths()));
        return new DeploymentLog(
                inScope.stream()
                        .filter(deployment -> deployment.outcome() == Outcome.SUCCESS)
                        .sorted(comparing((Deployment deployment) ->
                                        deployment.finishedAt().orElseThrow())
                                .thenComparing(Deployment::id, ForgeNumber.ORDER))
                        .map(judge::next)
                        .toList(),
                inScope.stream()
                        .filter(deployment -> deployment.outcome() != Outcome.SUCCESS)
                        .toList());
    }

    /** Names of the environments, in any scope, that no tier rule knows; sorted. */
    public static List<String> unmappedEnvironments(Facts facts) {
        return unmappedEnvironments(facts, Rules.DEFAULT);
    }

    /** Names of the environments, in any scope, that neither a rule of the team nor of the default table knows; sorted. */
    public static List<String> unmappedEnvironments(Facts facts, Rules rules) {
        return Deployments.of(facts, rules).stream()
                .map(Deployment::environment)
                .filter(rules::isUnmapped)
                .distinct()
                .sorted()
                .toList();
    }

    /** Names of the environments in scope, sorted. */
    public List<String> environments() {
        return Stream.concat(successes.stream().map(JudgedDeployment::deployment), others.stream())
                .map(Deployment::environment)
                .distinct()
                .sorted()
                .toList();
    }

    /** All successes, oldest first. */
    public List<JudgedDeployment> successes() {
        return successes;
    }

    /** The successes that finished in the window, oldest first. */
    public List<JudgedDeployment> successes(Window window) {
        return successes.subList(firstFrom(window.from()), firstFrom(window.to()));
    }

    /** All deployments in scope that have not succeeded. */
    public List<Deployment> unsuccessful() {
        return others;
    }

    /** Failed attempts that ended in the window. */
    public List<Deployment> failures(Window window) {
        return others.stream()
                .filter(deployment -> deployment.outcome() == Outcome.FAILURE
                        && window.contains(deployment.finishedAt().orElseThrow()))
                .toList();
    }

    /** Deployments made in the window that have neither succeeded nor failed. */
    public List<Deployment> unfinished(Window window) {
        return others.stream()
                .filter(deployment ->
                        deployment.outcome() == Outcome.UNFINISHED && window.contains(deployment.createdAt()))
                .toList();
    }

    /** Index of the first success that finished at this time or later; many windows are taken from one log. */
    private int firstFrom(Instant time) {
        int low = 0;
        int high = successes.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (successes.get(middle).finishedAt().isBefore(time)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
