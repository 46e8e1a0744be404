package dev.millrace.gateway.dashboard.insight;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.millrace.gateway.dashboard.frame.ApiBodies;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class MetricViewTest {

    private static final ObjectMapper JSON =
            new ObjectMapper().registerModule(new Jdk8Module()).registerModule(new JavaTimeModule());

    private static final String RESPONSE = """
            {"scope": {"kind": "team", "team": "acme", "name": null, "repositories": 2},
             "window": {"from": "2026-11-01T00:00:00Z", "to": "2026-12-01T00:00:00Z", "zone": "UTC", "interval": "week"},
             "filters": {}, "definition": "3", "dataThrough": null, "pending": 0,
             "metrics": [{"name": "changeFailRate", "factor": "instability", "unit": "share", "value": 0.25, "n": 4,
               "quantiles": [], "interval95": {"low": 0.05, "high": 0.7}, "enough": false,
               "level": {"edition": "2025", "class": null, "score": 6.5, "label": null},
               "excluded": {"outOfOrder": 2, "redeploys": 0}, "coverage": 1.0,
               "previous": {"from": "2026-10-02T00:00:00Z", "to": "2026-11-01T00:00:00Z", "value": 0.5, "n": 2},
               "settlesAt": "2026-12-02T00:00:00Z", "details": {}, "authors": null,
               "series": [{"start": "2026-11-02", "from": "2026-11-02T00:00:00Z", "to": "2026-11-09T00:00:00Z",
                 "partial": true, "settling": false, "n": 0, "value": null, "quantiles": []}]}]}""";

    @Test
    void showsANumberWithItsCautionItsLevelAndItsComparison() throws Exception {
        Metrics metrics = new ApiBodies(JSON).read(JSON.readTree(RESPONSE), Metrics.class);

        MetricView view =
                MetricView.of(metrics.metrics().getFirst(), MetricChoice.of(Map.of("repository", "acme/widgets")));

        assertThat(view.value()).isEqualTo("25.0 %");
        assertThat(view.count()).isEqualTo("4 deployments, 100.0 % of them judged");
        assertThat(view.caution()).contains("5.0 %", "70.0 %");
        assertThat(view.level()).isEqualTo("6.5 of 10");
        assertThat(view.change()).isEqualTo("-25.0 points");
        assertThat(view.direction()).isEqualTo("better");
        assertThat(view.excluded()).containsExactly("2 out of order");
        assertThat(view.settlesAt()).isPresent();
        assertThat(view.page()).isEqualTo("/ui/insights/changeFailRate?repository=acme%2Fwidgets");
        assertThat(view.rows().getFirst().value()).isEqualTo("–");
        assertThat(view.rows().getFirst().notes()).containsExactly("partial");
        assertThat(view.rows().getFirst().evidence())
                .contains("from=2026-11-02T00%3A00%3A00Z", "to=2026-11-09T00%3A00%3A00Z");
    }

    @Test
    void writesLengthsOfTimeWithTwoUnitsAtMost() {
        assertThat(List.of(2.0, 45.0, 200.0, 12_000.0, 187_200.0))
                .extracting(MetricText::duration)
                .containsExactly("2.0 s", "45 s", "3 min 20 s", "3 h 20 min", "2 d 4 h");
        assertThat(MetricText.value(OptionalDouble.empty(), "seconds")).isEqualTo("–");
    }

    @Test
    void asksForTheTeamUnlessAScopeIsChosen() {
        assertThat(MetricChoice.of(Map.of("repository", " ")).wholeQuery()).isEqualTo("scope=team");
        assertThat(MetricChoice.of(Map.of("organization", "acme", "interval", "day"))
                        .wholeQuery())
                .isEqualTo("organization=acme");
    }
}
