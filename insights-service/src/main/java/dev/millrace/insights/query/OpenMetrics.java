package dev.millrace.insights.query;

import dev.millrace.insights.query.MetricsBody.MetricBody;
import dev.millrace.insights.query.MetricsBody.QuantileBody;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import io.prometheus.client.Collector.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Metrics as gauges, {@code millrace_insights_<metric>_<unit>}, in base units, with the scope as labels. Each has a gauge {@code
 * ..._items} with how many things it was computed from. A value that there is not has no sample.
 */
final class OpenMetrics {

    private static final List<String> LABELS = List.of("scope", "team", "name", "tier");

    private final MetricsBody body;
    private final List<String> scope;

    private OpenMetrics(MetricsBody body) {
        this.body = body;
        this.scope = List.of(
                body.scope().kind(),
                body.scope().team(),
                body.scope().name().orElse(""),
                body.filters().tier());
    }

    /** The gauges of an answer. */
    static List<MetricFamilySamples> of(MetricsBody body) {
        var metrics = new OpenMetrics(body);
        List<MetricFamilySamples> families = new ArrayList<>();
        for (MetricBody metric : body.metrics()) {
            if (metric.unit().equals(MetricBody.HIDDEN)) {
                continue;
            }
            String name = "millrace_insights_" + snakeCase(metric.name());
            families.add(metrics.values(name, metric));
            families.add(new MetricFamilySamples(
                    name + "_items",
                    Type.GAUGE,
                    "How many things %s was computed from".formatted(metric.name()),
                    List.of(new Sample(name + "_items", LABELS, metrics.scope, metric.n()))));
        }
        return families;
    }

    private MetricFamilySamples values(String prefix, MetricBody metric) {
        String name = prefix + suffix(metric);
        return new MetricFamilySamples(
                name,
                metric.unit().equals("seconds") ? "seconds" : "",
                Type.GAUGE,
                "%s (%s) from %s to %s, in %s"
                        .formatted(
                                metric.name(),
                                metric.factor(),
                                body.window().from(),
                                body.window().to(),
                                metric.unit()),
                metric.quantiles().isEmpty() ? value(name, metric) : quantiles(name, metric));
    }

    private List<Sample> value(String name, MetricBody metric) {
        return metric.value().isPresent()
                ? List.of(new Sample(name, LABELS, scope, metric.value().getAsDouble()))
                : List.of();
    }

    private List<Sample> quantiles(String name, MetricBody metric) {
        List<String> labels = new ArrayList<>(LABELS);
        labels.add("quantile");
        List<Sample> samples = new ArrayList<>();
        for (QuantileBody quantile : metric.quantiles()) {
            List<String> values = new ArrayList<>(scope);
            values.add(Double.toString(quantile.quantile()));
            quantile.value().ifPresent(value -> samples.add(new Sample(name, labels, values, value)));
        }
        return samples;
    }

    private static String suffix(MetricBody metric) {
        return switch (metric.unit()) {
            case "seconds" -> "_seconds";
            case "share" -> "_ratio";
            case "deployments/day", "changes/day" -> "_per_day";
            // what is counted is in the name
            default -> "";
        };
    }

    private static String snakeCase(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
