package dev.millrace.insights.fact;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a forge reported about one repository, as far as a metric may use it, and the builds of its pipelines. Sets, because their
 * order has no meaning.
 *
 * @param statuses of deployments at the forge
 * @param changes changes in their newest version; if there are several versions of one, readers choose the newest
 * @param pushes at the forge
 * @param releases that were published
 * @param runs of the forge's own build system
 * @param builds steps of the builds of its pipelines
 * @param paths the files that commits touch, by the commit's id, as far as they are known
 * @param defaultBranch its short name; empty if no report had it
 */
public record Facts(
        Set<DeploymentStatusFact> statuses,
        Set<ChangeFact> changes,
        Set<PushFact> pushes,
        Set<ReleaseFact> releases,
        Set<RunFact> runs,
        Set<BuildStepFact> builds,
        Map<String, List<String>> paths,
        Optional<String> defaultBranch) {

    /** Deployments by statuses, changes and pushes only. */
    public Facts(Set<DeploymentStatusFact> statuses, Set<ChangeFact> changes, Set<PushFact> pushes) {
        this(statuses, changes, pushes, Set.of(), Set.of(), Set.of(), Map.of(), Optional.empty());
    }

    /** Accepts any collections; duplicates are dropped. */
    public static Facts of(
            Collection<DeploymentStatusFact> statuses, Collection<ChangeFact> changes, Collection<PushFact> pushes) {
        return new Facts(Set.copyOf(statuses), Set.copyOf(changes), Set.copyOf(pushes));
    }

    /** The same with other sources of deployments. */
    public Facts with(Collection<ReleaseFact> published, Collection<RunFact> run, Collection<BuildStepFact> built) {
        return new Facts(
                statuses,
                changes,
                pushes,
                Set.copyOf(published),
                Set.copyOf(run),
                Set.copyOf(built),
                paths,
                defaultBranch);
    }

    /** The same with the files that commits touch. */
    public Facts withPaths(Map<String, List<String>> touched) {
        return new Facts(statuses, changes, pushes, releases, runs, builds, Map.copyOf(touched), defaultBranch);
    }

    /** The same with the name of the default branch. */
    public Facts withDefaultBranch(Optional<String> name) {
        return new Facts(statuses, changes, pushes, releases, runs, builds, paths, name);
    }
}
