package dev.millrace.conformance.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.conformance.observability.Observability.Alert;
import dev.millrace.testing.DebianTools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That the metrics exist is checked on a running platform, in {@code WholePlatformIT}. */
class ObservabilityTest {

    private static final long LIMIT_SECONDS = 60;

    static Stream<Alert> alerts() throws IOException {
        return Observability.alerts().stream();
    }

    static Stream<Path> dashboards() throws IOException {
        return Observability.dashboards().stream();
    }

    @ParameterizedTest
    @ValueSource(strings = {"check rules alerts.yml", "test rules alerts.test.yml", "check config prometheus.yml"})
    void satisfyPrometheusItself(String command) throws Exception {
        DebianTools.need("promtool", "prometheus");
        List<String> line = new ArrayList<>(List.of("promtool"));
        line.addAll(List.of(command.split(" ")));
        Process tool = new ProcessBuilder(line)
                .directory(Observability.FOLDER.toFile())
                .redirectErrorStream(true)
                .start();

        String output = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(tool.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(tool.exitValue()).as(output).isZero();
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void haveATestOfEachAlertInWhichItFiresAndOneInWhichItDoesNot(Alert alert) throws IOException {
        String tests = Files.readString(Observability.FOLDER.resolve("alerts.test.yml"));
        String name = "alertname: " + Pattern.quote(alert.name()) + "\n";

        assertThat(tests)
                .containsPattern(name + "\\s+exp_alerts:\n")
                .containsPattern(name + "\\s+exp_alerts: \\[\\]\n");
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void pointEachAlertToItsSectionInTheHandbook(Alert alert) throws IOException {
        assertThat(alert.runbook())
                .isEqualTo("docs/operating.md#" + alert.name().toLowerCase(Locale.ROOT));
        assertThat(Observability.handbook().lines()).contains("### " + alert.name());
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void haveAQueryInEachPanelOfADashboard(Path dashboard) throws IOException {
        JsonNode json = Observability.json(dashboard);

        assertThat(json.path("uid").asText())
                .isEqualTo("millrace-" + dashboard.getFileName().toString().replace(".json", ""));
        assertThat(json.path("panels"))
                .isNotEmpty()
                .allSatisfy(panel -> assertThat(panel.path("targets"))
                        .as(panel.path("title").asText())
                        .isNotEmpty()
                        .allSatisfy(ObservabilityTest::asksForSomething));
    }

    /** A metric of Prometheus, or rows of the views that analysts read. */
    private static void asksForSomething(JsonNode target) {
        if (target.has("rawSql")) {
            assertThat(target.path("rawSql").asText()).contains("insights_public.");
        } else {
            assertThat(MetricNames.in(target.path("expr").asText())).isNotEmpty();
        }
    }
}
