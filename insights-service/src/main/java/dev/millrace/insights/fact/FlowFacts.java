package dev.millrace.insights.fact;

import java.util.Collection;
import java.util.Set;

/**
 * What else is known about one repository: facts beside those that determine what a deployment ships. Sets, because their order
 * has no meaning.
 *
 * @param reviews of changes
 * @param moments at which changes became drafts, or stopped being ones
 * @param incidents as the team reported them
 * @param builds steps of the builds of its pipelines
 */
public record FlowFacts(
        Set<ReviewFact> reviews,
        Set<ChangeMomentFact> moments,
        Set<IncidentFact> incidents,
        Set<BuildStepFact> builds) {

    /** No facts. */
    public static final FlowFacts NONE = new FlowFacts(Set.of(), Set.of(), Set.of(), Set.of());

    /** Accepts any collections; duplicates are dropped. */
    public static FlowFacts of(
            Collection<ReviewFact> reviews,
            Collection<ChangeMomentFact> moments,
            Collection<IncidentFact> incidents,
            Collection<BuildStepFact> builds) {
        return new FlowFacts(Set.copyOf(reviews), Set.copyOf(moments), Set.copyOf(incidents), Set.copyOf(builds));
    }
}
