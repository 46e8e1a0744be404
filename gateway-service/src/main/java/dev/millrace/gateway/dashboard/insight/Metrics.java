package dev.millrace.gateway.dashboard.insight;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Metrics of one scope and window, as {@code GET /api/insights/metrics} returns them.
 *
 * @param definition version of the definitions
 * @param dataThrough latest time in any event about the repositories
 * @param pending repositories about which something new is known that is not counted yet
 * @param metrics in the order of the request
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Metrics(
        Scope scope,
        Window window,
        String definition,
        Optional<Instant> dataThrough,
        int pending,
        @JsonProperty(Metrics.LIST) List<Metric> metrics) {

    /** Path of the API, and the begin of the paths of one metric. */
    static final String PATH = "/api/insights/metrics";

    /** Name of the list of metrics in responses, and of the parameter that chooses which are answered. */
    static final String LIST = "metrics";

    /** What they are about. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Scope(String kind, Optional<String> name, int repositories) {}

    /** The window as it was used. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Window(Instant from, Instant to, String zone, String interval) {}

    /**
     * One metric.
     *
     * @param unit {@code deployments/day}, {@code seconds} or {@code share}
     * @param value absent where there is nothing to measure
     * @param enough false if a share is of too few to say much
     * @param settlesAt until when late evidence may change it
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Metric(
            String name,
            String factor,
            String unit,
            OptionalDouble value,
            long n,
            List<Quantile> quantiles,
            Optional<Bounds> interval95,
            boolean enough,
            Optional<Level> level,
            Map<String, Long> excluded,
            OptionalDouble coverage,
            Previous previous,
            Optional<Instant> settlesAt,
            List<Point> series) {}

    /** A quantile of durations, 0 to 1, in seconds. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Quantile(double quantile, OptionalDouble value) {}

    /** Where the true value of a share is with 95 percent confidence. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Bounds(double low, double high) {}

    /**
     * A level on a published scale.
     *
     * @param edition year of the report
     * @param rank 1 (worst) to 6 (best)
     * @param score 0 (worst) to 10 (best)
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Level(String edition, @JsonProperty("class") OptionalInt rank, double score, Optional<String> label) {}

    /** The span before. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Previous(Instant from, Instant to, OptionalDouble value, long n) {}

    /** One interval. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Point(
            LocalDate start,
            Instant from,
            Instant to,
            boolean partial,
            boolean settling,
            long n,
            OptionalDouble value,
            List<Quantile> quantiles) {}
}
