package dev.millrace.insights.ledger;

import dev.millrace.insights.metric.ActorClass;
import dev.millrace.insights.metric.Quantiles;
import dev.millrace.insights.metric.Tier;
import dev.millrace.insights.metric.Window;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Asks for the distribution of items in each of several spans.
 *
 * @param population whose
 * @param metric of which items
 * @param tier of which environments; empty for metrics without tiers
 * @param actors which classes count
 * @param spans which times; one answer for each
 * @param quantiles from 0 to 1
 * @param method of quantiles between two items
 */
public record DistributionQuery(
        Population population,
        ItemMetric metric,
        Optional<Tier> tier,
        Set<ActorClass> actors,
        List<Window> spans,
        List<Double> quantiles,
        Quantiles.Method method) {

    public DistributionQuery {
        actors = Set.copyOf(actors);
        spans = List.copyOf(spans);
        quantiles = List.copyOf(quantiles);
    }
}
