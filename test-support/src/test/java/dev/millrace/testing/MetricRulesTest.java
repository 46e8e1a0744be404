package dev.millrace.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricRulesTest {

    private static final String GOOD = """
            # HELP millrace_outbox_waiting events that wait
            # TYPE millrace_outbox_waiting gauge
            millrace_outbox_waiting{schema="git"} 0.0
            # HELP millrace_outbox_oldest_age_seconds how long the oldest has waited
            # TYPE millrace_outbox_oldest_age_seconds gauge
            millrace_outbox_oldest_age_seconds{schema="git"} NaN
            # HELP millrace_events_consumed_total records read from Kafka
            # TYPE millrace_events_consumed_total counter
            millrace_events_consumed_total{outcome="taken",topic="git.updates"} 3.0
            # HELP millrace_sync_pass_seconds sync passes that ended
            # TYPE millrace_sync_pass_seconds summary
            millrace_sync_pass_seconds_count{outcome="equal"} 1.0
            millrace_sync_pass_seconds_sum{outcome="equal"} 0.25
            # HELP millrace_sync_pass_seconds_max sync passes that ended
            # TYPE millrace_sync_pass_seconds_max gauge
            millrace_sync_pass_seconds_max{outcome="equal"} 0.25
            # HELP jvm_info_total JVM version info
            # TYPE jvm_info_total counter
            jvm_info_total{runtime="OpenJDK",vendor="a, \\"b\\"",version="25"} 1.0
            """;

    @Test
    void passMetricsThatKeepThem() {
        assertThat(MetricRules.violations(GOOD)).isEmpty();
    }

    @Test
    void failForALongValueOfALabelOfAnyMetric() {
        String scrape = GOOD + "http_server_requests_seconds_count{uri=\"/%s\"} 1.0%n".formatted("a".repeat(20_000));

        assertThat(MetricRules.violations(scrape))
                .singleElement()
                .asString()
                .startsWith("http_server_requests_seconds_count has a value of 20001 characters of the label 'uri'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "counter | millrace_pushes            |                       | must end in _total",
                "gauge   | millrace_pushes_total      |                       | must not end in _total",
                "summary | millrace_pushes            |                       | must end in _seconds or _bytes",
                "gauge   | millrace_push_ms           |                       | is no base unit",
                "gauge   | millrace_cache_mb          |                       | is no base unit",
                "gauge   | millrace_bytes_cached      |                       | the unit 'bytes' must be last",
                "gauge   | millrace_pushes            | repository=\"a/b\"    | has the label 'repository'",
                "gauge   | millrace_pushes            | path=\"/a\"           | has the label 'path'",
                "gauge   | millrace_pushes            | delivery=\"1\"        | has the label 'delivery'"
            })
    void failForAMetricThatBreaksOne(String type, String name, String label, String violation) {
        String scrape = """
                # HELP %1$s pushes
                # TYPE %1$s %2$s
                %1$s%3$s 1.0
                """.formatted(name, type, label == null ? "" : "{" + label + "}");

        assertThat(MetricRules.violations(scrape)).singleElement().asString().contains(name, violation);
    }

    @Test
    void failForAMetricWithoutDescription() {
        String scrape = "# HELP millrace_pushes \n# TYPE millrace_pushes gauge\nmillrace_pushes 1.0\n";

        assertThat(MetricRules.violations(scrape)).containsExactly("millrace_pushes has no description");
    }

    @Test
    void failForALabelWithManyValues() {
        String scrape = "# HELP millrace_pushes pushes\n# TYPE millrace_pushes gauge\n"
                + IntStream.range(0, 51)
                        .mapToObj("millrace_pushes{reason=\"%d\"} 1.0\n"::formatted)
                        .collect(Collectors.joining());

        assertThat(MetricRules.violations(scrape))
                .containsExactly("millrace_pushes has 51 values of the label 'reason'");
    }

    @Test
    void findOurGaugesThatHaveNoValue() {
        assertThat(MetricRules.withoutValue(GOOD)).containsExactly("millrace_outbox_oldest_age_seconds");
    }

    @Test
    void listTheNamesOfSamples() {
        assertThat(MetricRules.names(GOOD)).contains("millrace_sync_pass_seconds_count", "jvm_info_total");
    }
}
