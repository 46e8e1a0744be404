package dev.millrace.insights.fact;

import java.util.Collection;
import java.util.Set;

/**
 * Everything known about one repository that a metric may use. Sets, because no order among them means anything.
 *
 * @param statuses of deployments at the forge
 * @param changes versions of changes
 * @param pushes at the forge
 * @param commits the commit graph of the mirror
 */
public record Facts(
        Set<DeploymentStatusFact> statuses, Set<ChangeFact> changes, Set<PushFact> pushes, Set<CommitFact> commits) {

    /** Takes any collections; repeats vanish. */
    public static Facts of(
            Collection<DeploymentStatusFact> statuses,
            Collection<ChangeFact> changes,
            Collection<PushFact> pushes,
            Collection<CommitFact> commits) {
        return new Facts(Set.copyOf(statuses), Set.copyOf(changes), Set.copyOf(pushes), Set.copyOf(commits));
    }
}
