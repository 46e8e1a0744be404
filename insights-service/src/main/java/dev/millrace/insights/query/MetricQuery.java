package dev.millrace.insights.query;

import dev.millrace.insights.metric.ActorClass;
import dev.millrace.insights.metric.Quantiles;
import dev.millrace.insights.metric.Tier;
import dev.millrace.insights.metric.Window;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A validated query.
 *
 * @param scope what it is about
 * @param asOf the numbers as they were then; empty for those of now
 * @param window which time
 * @param interval how the window is divided; empty for not at all
 * @param tier which environments
 * @param environment only this one of the tier; empty for all
 * @param actors whose commits and changes count
 * @param method of quantiles
 * @param quantiles from 0 to 1, the median first
 * @param metrics which
 * @param limit rows on a page of evidence
 * @param after position of the last row of the page before
 */
record MetricQuery(
        MetricScope scope,
        Optional<Instant> asOf,
        Window window,
        Optional<Window.Unit> interval,
        Tier tier,
        Optional<String> environment,
        Set<ActorClass> actors,
        Quantiles.Method method,
        List<Double> quantiles,
        List<Metric> metrics,
        int limit,
        Optional<String> after) {

    /** What a query is about. */
    sealed interface MetricScope {

        /** One repository. */
        record OfRepository(String name) implements MetricScope {}

        /** The repositories of one owner at a forge. */
        record OfOrganization(String owner) implements MetricScope {}

        /** One service of a repository. */
        record OfService(String repository, String name) implements MetricScope {}

        /** What a group owned at the time. */
        record OfGroup(String name) implements MetricScope {}

        /** All repositories of the team. */
        record OfTeam() implements MetricScope {}
    }

    /** The same with another page of evidence. */
    MetricQuery page(int rows, Optional<String> from) {
        return new MetricQuery(
                scope, asOf, window, interval, tier, environment, actors, method, quantiles, metrics, rows, from);
    }
}
