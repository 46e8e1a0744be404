package dev.millrace.insights.query;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.insights.ledger.DeriveLedger;
import dev.millrace.insights.ledger.LedgerScope;
import dev.millrace.insights.metric.ActorCounts;
import dev.millrace.insights.query.MetricQuery.MetricScope.OfGroup;
import dev.millrace.insights.query.MetricQuery.MetricScope.OfOrganization;
import dev.millrace.insights.query.MetricQuery.MetricScope.OfRepository;
import dev.millrace.insights.query.MetricQuery.MetricScope.OfService;
import dev.millrace.insights.query.MetricQuery.MetricScope.OfTeam;
import dev.millrace.insights.query.OpenScope.Opened;
import dev.millrace.kit.identity.Caller;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Metrics of one scope and window, and how they were counted.
 *
 * @param scope what they are about
 * @param window as requested
 * @param filters as requested
 * @param definition version of the formulas
 * @param definitions version of the team's definitions; 0 if it has decided nothing
 * @param version changes whenever a row of the scope does; the id of events of the stream
 * @param asOf when the numbers were these; null for now
 * @param dataThrough latest time in any event about the repositories; null before the first, and with {@code asOf}
 * @param pending repositories of the team about which something new is known that is not counted yet
 * @param metrics in the order of the request
 */
record MetricsBody(
        ScopeBody scope,
        WindowBody window,
        FiltersBody filters,
        String definition,
        int definitions,
        String version,
        Optional<Instant> asOf,
        Optional<Instant> dataThrough,
        int pending,
        List<MetricBody> metrics) {

    /**
     * Computes the answer to a query.
     *
     * @param pending as in the body
     * @param now only decides what is still running or settling
     */
    static MetricsBody of(Caller caller, MetricQuery query, Opened opened, int pending, Instant now) {
        return new MetricsBody(
                ScopeBody.of(caller, query, opened.scope()),
                new WindowBody(
                        query.window().from(),
                        query.window().to(),
                        query.window().zone(),
                        query.interval().map(QueryParameters::wire).orElse("all")),
                new FiltersBody(
                        query.tier().wireName(),
                        query.environment(),
                        query.actors().stream()
                                .sorted()
                                .map(QueryParameters::wire)
                                .toList(),
                        QueryParameters.wire(query.method())),
                DeriveLedger.DEFINITION,
                opened.scope().definitions(),
                DataVersion.of(opened.scope()),
                query.asOf(),
                opened.scope().dataThrough(),
                pending,
                new ReadMetrics(
                                opened.snapshot(),
                                opened.scope(),
                                query,
                                query.asOf().orElse(now))
                        .read());
    }

    /**
     * @param kind {@code repository}, {@code organization}, {@code service}, {@code group} or {@code team}
     * @param team slug
     * @param name of it, {@code owner/name/service} of a service; null for the team
     * @param repositories how many it has, as far as the caller may see them
     */
    record ScopeBody(String kind, String team, Optional<String> name, int repositories) {

        static ScopeBody of(Caller caller, MetricQuery query, LedgerScope scope) {
            return switch (query.scope()) {
                case OfRepository(String name) ->
                    new ScopeBody("repository", caller.team(), Optional.of(name), scope.repositories());
                case OfOrganization(String owner) ->
                    new ScopeBody("organization", caller.team(), Optional.of(owner), scope.repositories());
                case OfService(String repository, String name) ->
                    new ScopeBody("service", caller.team(), Optional.of(repository + "/" + name), scope.repositories());
                case OfGroup(String name) ->
                    new ScopeBody("group", caller.team(), Optional.of(name), scope.repositories());
                case OfTeam team -> new ScopeBody("team", caller.team(), Optional.empty(), scope.repositories());
            };
        }
    }

    /**
     * @param from first instant in it
     * @param to first instant after it
     * @param zone of its calendar
     * @param interval how it is divided; {@code all} for not at all
     */
    record WindowBody(Instant from, Instant to, ZoneId zone, String interval) {}

    /**
     * @param tier of the environments
     * @param environment only this one; null for all
     * @param actors whose commits and changes count
     * @param method of quantiles
     */
    record FiltersBody(String tier, Optional<String> environment, List<String> actors, String method) {}

    /**
     * One metric.
     *
     * @param name as in the request
     * @param factor {@code throughput}, {@code instability} or {@code flow}
     * @param unit of {@code value}
     * @param value in the unit; null for nothing to measure, never 0 instead
     * @param n what it was computed from: deployments, or items
     * @param quantiles of a median; none for others
     * @param interval95 of a share: where its true value is with 95 percent confidence; null otherwise
     * @param enough false if {@code n} is too small for a share to say much
     * @param level on the scale of the edition; null where there is none
     * @param excluded what did not count, by reason
     * @param coverage share of deployments that could be judged; null where it does not apply, or there are none
     * @param previous the same metric over the span before
     * @param settlesAt when evidence about the window's last deployments has had its time; null if it has
     * @param details more numbers, by name
     * @param authors of the items, counted or not; null where items have none
     * @param series each interval of the window; none if it is not divided
     */
    record MetricBody(
            String name,
            String factor,
            String unit,
            OptionalDouble value,
            long n,
            List<QuantileBody> quantiles,
            Optional<IntervalBody> interval95,
            boolean enough,
            Optional<LevelBody> level,
            Map<String, Long> excluded,
            OptionalDouble coverage,
            PreviousBody previous,
            Optional<Instant> settlesAt,
            Map<String, OptionalDouble> details,
            Optional<ActorCounts> authors,
            List<PointBody> series) {

        /** The unit of what is not answered, since it would show what persons do. */
        static final String HIDDEN = "hidden";
    }

    /**
     * @param quantile from 0 to 1
     * @param value seconds; null without items
     */
    record QuantileBody(double quantile, OptionalDouble value) {}

    /**
     * @param low bound
     * @param high bound
     */
    record IntervalBody(double low, double high) {}

    /**
     * @param edition year of the report
     * @param rank class, 1 (worst) to 6 (best), in JSON {@code class}; null for a share
     * @param score 0 (worst) to 10 (best)
     * @param label human-readable name of the class; null for a share
     */
    record LevelBody(String edition, @JsonProperty("class") OptionalInt rank, double score, Optional<String> label) {}

    /**
     * @param from first instant in it
     * @param to first instant after it
     * @param value as in the metric
     * @param n as in the metric
     */
    record PreviousBody(Instant from, Instant to, OptionalDouble value, long n) {}

    /**
     * @param start first day of the whole interval
     * @param from first instant of it in the window
     * @param to first instant after it, or the window's end
     * @param partial whether the window cuts it or it is not over
     * @param settling whether evidence about its deployments may still appear
     * @param n as in the metric
     * @param value as in the metric; of a frequency, {@code n}
     * @param quantiles as in the metric
     */
    record PointBody(
            LocalDate start,
            Instant from,
            Instant to,
            boolean partial,
            boolean settling,
            long n,
            OptionalDouble value,
            List<QuantileBody> quantiles) {}
}
