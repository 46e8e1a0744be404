package dev.millrace.gateway.dashboard.insight;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One of the rows that a number was computed from, in words.
 *
 * @param subject a commit's id, a change's number, a deployment's or a build's id
 * @param at when it ended
 * @param value how long it took, or what a deployment did
 * @param counted whether it counts
 * @param reason why, or what shows it; empty text if nothing is known
 */
record Evidence(String repository, String subject, String at, String value, boolean counted, String reason) {

    /** The rows of a page of evidence. */
    static List<Evidence> of(JsonNode page) {
        List<Evidence> rows = new ArrayList<>();
        for (JsonNode row : page.path("deployments")) {
            List<String> signals = new ArrayList<>();
            row.path("signals")
                    .forEach(signal ->
                            signals.add(MetricView.words(signal.path("signal").asText()) + ": "
                                    + signal.path("evidence").asText()));
            rows.add(new Evidence(
                    row.path("repository").asText(),
                    "deployment " + row.path("id").asText(),
                    row.path("at").asText(),
                    MetricView.words(row.path("effect").asText()),
                    row.path("counted").asBoolean(),
                    String.join("; ", signals)));
        }
        for (JsonNode row : page.path("items")) {
            JsonNode seconds = row.path("seconds");
            rows.add(new Evidence(
                    row.path("repository").asText(),
                    row.path("subject").asText(),
                    row.path("at").asText(),
                    MetricText.value(
                            seconds.isNumber() ? OptionalDouble.of(seconds.asDouble()) : OptionalDouble.empty(),
                            "seconds"),
                    row.path("counted").asBoolean(),
                    MetricView.words(row.path("state").asText())));
        }
        return rows;
    }
}
