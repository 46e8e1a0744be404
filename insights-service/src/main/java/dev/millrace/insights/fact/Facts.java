package dev.millrace.insights.fact;

import java.util.Collection;
import java.util.Set;

/**
 * What a forge reported about one repository, as far as a metric may use it. Sets, because their order has no meaning.
 *
 * @param statuses of deployments at the forge
 * @param changes changes in their newest version; if there are several versions of one, readers choose the newest
 * @param pushes at the forge
 */
public record Facts(Set<DeploymentStatusFact> statuses, Set<ChangeFact> changes, Set<PushFact> pushes) {

    /** Accepts any collections; duplicates are dropped. */
    public static Facts of(
            Collection<DeploymentStatusFact> statuses, Collection<ChangeFact> changes, Collection<PushFact> pushes) {
        return new Facts(Set.copyOf(statuses), Set.copyOf(changes), Set.copyOf(pushes));
    }
}
