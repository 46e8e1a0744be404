package dev.millrace.insights.query;

import dev.millrace.insights.query.EvidenceBody.DeploymentEvidence;
import dev.millrace.insights.query.EvidenceBody.ItemEvidence;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The evidence as lines of CSV (RFC 4180). */
final class CsvEvidence {

    private static final String END = "\r\n";

    private CsvEvidence() {}

    /** Names of the columns. */
    static String header(Metric metric) {
        return metric.items().isPresent()
                ? "repository,subject,from,at,seconds,author,state,counted,deployment,source" + END
                : "repository,id,environment,sha,at,effect,reason,commits,counted,failed,rework,recoveredAt,recoveredBy,signals"
                        + END;
    }

    /** One line for each row. */
    static String lines(EvidenceBody page) {
        return Stream.concat(
                        page.items().stream().map(CsvEvidence::line),
                        page.deployments().stream().map(CsvEvidence::line))
                .collect(Collectors.joining());
    }

    private static String line(ItemEvidence item) {
        return line(
                item.repository(),
                item.subject(),
                text(item.from()),
                item.at(),
                text(item.seconds()),
                item.author(),
                item.state(),
                item.counted(),
                text(item.deployment()),
                text(item.source()));
    }

    private static String line(DeploymentEvidence deployment) {
        return line(
                deployment.repository(),
                deployment.id(),
                deployment.environment(),
                deployment.sha(),
                deployment.at(),
                deployment.effect(),
                text(deployment.reason()),
                deployment.commits(),
                deployment.counted(),
                deployment.failed(),
                deployment.rework(),
                text(deployment.recoveredAt()),
                text(deployment.recoveredBy()),
                deployment.signals().stream()
                        .map(signal -> signal.signal() + " " + signal.evidence())
                        .collect(Collectors.joining("; ")));
    }

    private static String text(Optional<?> value) {
        return value.map(Object::toString).orElse("");
    }

    private static String line(Object... values) {
        return Stream.of(values).map(value -> quoted(value.toString())).collect(Collectors.joining(",", "", END));
    }

    /** Names come from outside: spreadsheets take a cell for a formula if it begins with one of these. */
    private static String quoted(String text) {
        String safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 && !isNumber(text) ? "'" + text : text;
        return Stream.of(",", "\"", "\n", "\r").anyMatch(safe::contains)
                ? "\"" + safe.replace("\"", "\"\"") + "\""
                : safe;
    }

    private static boolean isNumber(String text) {
        return text.matches("-?[0-9]+(\\.[0-9]+)?(E-?[0-9]+)?");
    }
}
