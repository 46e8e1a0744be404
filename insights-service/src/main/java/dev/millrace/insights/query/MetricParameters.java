package dev.millrace.insights.query;

import static dev.millrace.insights.query.QueryParameters.bad;

import dev.millrace.insights.ledger.DeriveLedger;
import dev.millrace.insights.metric.ActorClass;
import dev.millrace.insights.metric.Quantiles.Method;
import dev.millrace.insights.metric.Tier;
import dev.millrace.insights.metric.Window;
import dev.millrace.insights.metric.Window.Unit;
import dev.millrace.insights.query.MetricQuery.MetricScope;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the parameters of a query for metrics; an invalid one is refused with the value and the rule that it breaks. */
final class MetricParameters {

    private static final Set<String> KNOWN = Set.of(
            "scope",
            "repository",
            "organization",
            "service",
            "group",
            "from",
            "to",
            "zone",
            "interval",
            "tier",
            "environment",
            "actors",
            "method",
            "quantiles",
            "metrics",
            "definition",
            "asOf",
            "limit",
            "after");
    private static final List<Double> NORMAL_QUANTILES = List.of(0.5, 0.75, 0.9, 0.95);
    private static final int MOST_QUANTILES = 10;

    private final QueryParameters parameters;

    private final TiersOfTime tiers;

    private MetricParameters(QueryParameters parameters, TiersOfTime tiers) {
        this.parameters = parameters;
        this.tiers = tiers;
    }

    /** The tiers that a team gives its environments. */
    @FunctionalInterface
    interface TiersOfTime {

        /**
         * The tier of an environment.
         *
         * @param asOf by the definitions of that time; empty for now
         */
        Tier of(String environment, Optional<Instant> asOf);
    }

    /**
     * The query that the parameters describe.
     *
     * @param values by name, as received
     * @param now without {@code to}, the window ends with the minute that this is in
     * @param tiers a query for an environment is about its tier
     */
    static MetricQuery read(Map<String, List<String>> values, Instant now, TiersOfTime tiers) {
        return new MetricParameters(QueryParameters.of(values, KNOWN), tiers).read(now);
    }

    private MetricQuery read(Instant now) {
        parameters
                .find("definition")
                .filter(given -> !given.equals(DeriveLedger.DEFINITION))
                .ifPresent(other -> {
                    throw bad("definition '%s' is not stored: there is '%s'".formatted(other, DeriveLedger.DEFINITION));
                });
        ZoneId zone = parameters.zone();
        Optional<Instant> asOf = asOf(zone, now);
        // whole minutes, so that the same query gives the same answer, and one tag, for a while
        Window window = parameters.window(
                zone, asOf.orElse(now).truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES));
        Optional<Unit> interval = interval();
        Optional<String> environment =
                parameters.find("environment").map(name -> required("environment", Optional.of(name)));
        interval.ifPresent(unit -> QueryParameters.refuseTooManyBuckets(window, unit));
        return new MetricQuery(
                scope(),
                asOf,
                window,
                interval,
                parameters
                        .oneOf("tier", Tier.values())
                        .orElseGet(() ->
                                environment.map(name -> tiers.of(name, asOf)).orElse(Tier.PRODUCTION)),
                environment,
                actors(),
                parameters.oneOf("method", Method.values(), Method.CONTINUOUS),
                quantiles(),
                metrics(),
                parameters.limit(),
                parameters.find("after"));
    }

    private Optional<Instant> asOf(ZoneId zone, Instant now) {
        Optional<Instant> asOf = parameters.time("asOf", zone);
        asOf.filter(now::isBefore).ifPresent(later -> {
            throw bad("asOf '%s' is after now, %s".formatted(later, now));
        });
        return asOf;
    }

    private MetricScope scope() {
        Optional<String> repository = parameters.find("repository");
        Optional<String> organization = parameters.find("organization");
        Optional<String> service = parameters.find("service");
        Optional<String> group = parameters.find("group");
        String scope = parameters
                .find("scope")
                .orElse(
                        service.isPresent()
                                ? "service"
                                : group.isPresent()
                                        ? "group"
                                        : repository.isPresent()
                                                ? "repository"
                                                : organization.isPresent() ? "organization" : "team");
        MetricScope read = switch (scope) {
            case "repository" -> new MetricScope.OfRepository(required("repository", repository));
            case "organization" -> new MetricScope.OfOrganization(required("organization", organization));
            case "service" ->
                new MetricScope.OfService(required("repository", repository), required("service", service));
            case "group" -> new MetricScope.OfGroup(required("group", group));
            case "team" -> new MetricScope.OfTeam();
            default ->
                throw bad("scope '%s' is none of repository, organization, service, group, team".formatted(scope));
        };
        if (repository.isPresent()
                        && !(read instanceof MetricScope.OfRepository || read instanceof MetricScope.OfService)
                || organization.isPresent() && !(read instanceof MetricScope.OfOrganization)
                || service.isPresent() && !(read instanceof MetricScope.OfService)
                || group.isPresent() && !(read instanceof MetricScope.OfGroup)) {
            throw bad("scope '%s' takes none of repository, organization, service, group but its own".formatted(scope));
        }
        return read;
    }

    private static String required(String name, Optional<String> value) {
        return value.filter(given -> !given.isBlank() && given.indexOf('\0') < 0)
                .orElseThrow(() -> bad("the parameter '%s' is missing, blank or holds NUL".formatted(name)));
    }

    private Optional<Unit> interval() {
        String given = parameters.find("interval").orElse("all");
        return given.equals("all")
                ? Optional.empty()
                : Optional.of(Arrays.stream(Unit.values())
                        .filter(unit -> QueryParameters.wire(unit).equals(given))
                        .findFirst()
                        .orElseThrow(
                                () -> bad("interval '%s' is none of all, day, week, month, quarter".formatted(given))));
    }

    private Set<ActorClass> actors() {
        Set<ActorClass> actors = EnumSet.noneOf(ActorClass.class);
        for (String name : list("actors", "human,agent")) {
            actors.add(Arrays.stream(ActorClass.values())
                    .filter(actor -> QueryParameters.wire(actor).equals(name))
                    .findFirst()
                    .orElseThrow(() -> bad("actors '%s' is none of human, agent, bot".formatted(name))));
        }
        return actors;
    }

    private List<Double> quantiles() {
        Optional<String> given = parameters.find("quantiles");
        if (given.isEmpty()) {
            return NORMAL_QUANTILES;
        }
        List<Double> quantiles = new ArrayList<>(List.of(0.5));
        for (String text : list("quantiles", "")) {
            quantiles.add(quantile(text));
        }
        List<Double> distinct = quantiles.stream().distinct().toList();
        if (distinct.size() > MOST_QUANTILES) {
            throw bad("quantiles has %d values with the median: %d are allowed"
                    .formatted(distinct.size(), MOST_QUANTILES));
        }
        return distinct;
    }

    private static double quantile(String text) {
        try {
            double quantile = Double.parseDouble(text);
            if (quantile >= 0 && quantile <= 1) {
                return quantile;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw bad("quantiles '%s' is not a number from 0 to 1".formatted(text));
    }

    private List<Metric> metrics() {
        return parameters.find("metrics").isEmpty()
                ? Metric.DORA
                : list("metrics", "").stream()
                        .map(name -> Metric.find(name)
                                .orElseThrow(() -> bad("metrics '%s' is none of %s"
                                        .formatted(
                                                name,
                                                Arrays.stream(Metric.values())
                                                        .map(Metric::wireName)
                                                        .collect(Collectors.joining(", "))))))
                        .distinct()
                        .toList();
    }

    private List<String> list(String name, String normal) {
        return List.of(parameters.find(name).orElse(normal).split(",", -1));
    }
}
