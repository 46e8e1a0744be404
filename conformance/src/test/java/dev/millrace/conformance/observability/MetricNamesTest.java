package dev.millrace.conformance.observability;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricNamesTest {

    @Test
    void findsMetricsAndNothingElse() {
        assertThat(MetricNames.in("""
                sum by (service, topic) (rate(a_total{outcome=~"b|c", d="}"}[5m])) / on (instance) group_left ()
                  sum without (e) (increase(f_total[1h] offset 5m)) > 1e3 or (g != bool g) unless min_over_time(h[5m:1m])
                """)).containsExactly("a_total", "f_total", "g", "h");
    }
}
