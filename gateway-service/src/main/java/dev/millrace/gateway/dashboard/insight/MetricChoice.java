package dev.millrace.gateway.dashboard.insight;

import dev.millrace.gateway.dashboard.frame.LocalPath;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a page of insights is about, as its address states it. The names and values are those of the API, which refuses what it does not
 * know; only what is left empty in the form is left out.
 *
 * @param values by name of the parameter, in the order of the form; none of them is empty text
 */
record MetricChoice(Map<String, String> values) {

    /** Parameters of pages that the API gets, too. */
    static final List<String> NAMES =
            List.of("repository", "organization", "from", "to", "zone", "interval", "tier", "actors");

    private static final String EVERY_WEEK = "week";

    /** @param given first value of each query parameter of the page */
    static MetricChoice of(Map<String, String> given) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : NAMES) {
            String value = given.getOrDefault(name, "").strip();
            if (!value.isEmpty()) {
                values.put(name, value);
            }
        }
        return new MetricChoice(values);
    }

    /** The value of a parameter; empty text if it is not chosen. */
    public String value(String name) {
        return values.getOrDefault(name, "");
    }

    /** How a series is divided: as chosen, else by weeks. */
    public String interval() {
        return values.getOrDefault("interval", EVERY_WEEK);
    }

    /** What the numbers are about, for a heading. */
    public String scope() {
        return Optional.ofNullable(values.get("repository"))
                .or(() -> Optional.ofNullable(values.get("organization")))
                .orElse("all repositories");
    }

    /** The query of a page with this choice, without {@code ?}; empty text for the usual one. */
    public String query() {
        return joined(values);
    }

    /** The query of a call that returns these metrics with their series. */
    String metricsQuery(List<String> names, String quantiles) {
        Map<String, String> all = forApi();
        all.put("interval", interval());
        all.put(Metrics.LIST, String.join(",", names));
        all.put("quantiles", quantiles);
        return joined(all);
    }

    /** The query of a call about one metric as a whole: its evidence, or its explanation. */
    public String wholeQuery() {
        return joined(forApi());
    }

    /** The same for a part of the window. */
    MetricChoice within(Instant from, Instant to) {
        Map<String, String> part = new LinkedHashMap<>(values);
        part.put("from", from.toString());
        part.put("to", to.toString());
        return new MetricChoice(part);
    }

    private Map<String, String> forApi() {
        Map<String, String> all = new LinkedHashMap<>(values);
        all.remove("interval");
        if (!all.containsKey("repository") && !all.containsKey("organization")) {
            all.put("scope", "team");
        }
        return all;
    }

    private static String joined(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + LocalPath.escaped(entry.getValue()))
                .collect(Collectors.joining("&"));
    }
}
