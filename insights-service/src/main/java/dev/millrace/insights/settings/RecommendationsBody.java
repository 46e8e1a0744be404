package dev.millrace.insights.settings;

import dev.millrace.insights.definition.DefinitionsBody;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * Definitions that the facts of a repository suggest.
 *
 * @param repository {@code owner/name}
 * @param from first instant of the time that effects are computed for
 * @param to first instant after it
 * @param recommendations none if nothing is suggested
 */
record RecommendationsBody(String repository, Instant from, Instant to, List<RecommendationBody> recommendations) {

    /**
     * @param id to accept it by
     * @param reason what suggests it
     * @param adds what would be added to the definitions
     * @param effects each of DORA's five with the definitions of today, and with this one; of a service, the repository's and its own
     */
    record RecommendationBody(String id, String reason, DefinitionsBody adds, List<EffectBody> effects) {}

    /**
     * @param metric as in {@code /api/insights/metrics}
     * @param before with the definitions of today; null for nothing to measure
     * @param after with the recommendation
     * @param beforeN what it is computed from
     * @param afterN what it would be computed from
     */
    record EffectBody(String metric, OptionalDouble before, OptionalDouble after, long beforeN, long afterN) {}

    /**
     * What to accept.
     *
     * @param ids as they were recommended
     */
    record AcceptBody(List<String> ids) {

        AcceptBody {
            // a request may lack them
            ids = Objects.requireNonNullElse(ids, List.of());
        }
    }
}
