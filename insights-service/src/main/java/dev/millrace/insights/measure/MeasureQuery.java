package dev.millrace.insights.measure;

import dev.millrace.insights.metric.ActorClass;
import dev.millrace.insights.metric.Quantiles;
import dev.millrace.insights.metric.Tier;
import dev.millrace.insights.metric.Window;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A validated query.
 *
 * @param scope what it is about
 * @param window which time
 * @param interval how the window is divided; empty for not at all
 * @param tier which environments
 * @param actors whose commits and changes count
 * @param method of quantiles
 * @param quantiles from 0 to 1, the median first
 * @param measures which
 * @param limit rows on a page of evidence
 * @param after position of the last row of the page before
 */
record MeasureQuery(
        MeasureScope scope,
        Window window,
        Optional<Window.Unit> interval,
        Tier tier,
        Set<ActorClass> actors,
        Quantiles.Method method,
        List<Double> quantiles,
        List<Measure> measures,
        int limit,
        Optional<String> after) {

    /** What a query is about. */
    sealed interface MeasureScope {

        /** One repository. */
        record OfRepository(String name) implements MeasureScope {}

        /** The repositories of one owner at a forge. */
        record OfOrganization(String owner) implements MeasureScope {}

        /** One service of a repository. */
        record OfService(String repository, String name) implements MeasureScope {}

        /** What a group owned at the time. */
        record OfGroup(String name) implements MeasureScope {}

        /** All repositories of the team. */
        record OfTeam() implements MeasureScope {}
    }

    /** The same with another page of evidence. */
    MeasureQuery page(int rows, Optional<String> from) {
        return new MeasureQuery(scope, window, interval, tier, actors, method, quantiles, measures, rows, from);
    }
}
