package dev.millrace.ingest.report;

import dev.millrace.events.EventIds;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;

/** What makes two reports the same. */
final class ReportKey {

    private ReportKey() {}

    /**
     * The id of a report: from its key if the caller chose one, else from what it states and the minute, since most callers send no
     * key. Two reports of other events are the same only if their bodies are.
     *
     * @param chosen header {@code Idempotency-Key}
     * @param receivedAt by our clock
     */
    static String of(Report report, Optional<String> chosen, byte[] body, Instant receivedAt) {
        return chosen.map(key -> EventIds.of("report", report.team(), "key", key))
                .orElseGet(() -> EventIds.of(
                        "report",
                        report.team(),
                        "content",
                        report.event(),
                        report.action(),
                        report.repository().orElse(""),
                        report.commit().orElse(""),
                        report.environment().orElse(""),
                        report.deploymentId().orElse(""),
                        report.change()
                                .number()
                                .map(number -> Long.toString(number))
                                .orElse(""),
                        report.kind() == Report.Kind.CUSTOM ? sha256(body) : "",
                        receivedAt.truncatedTo(ChronoUnit.MINUTES)))
                .toString();
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
