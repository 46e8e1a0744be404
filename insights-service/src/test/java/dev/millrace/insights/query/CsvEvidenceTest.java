package dev.millrace.insights.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.insights.query.EvidenceBody.ItemEvidence;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CsvEvidenceTest {

    @Test
    void quotesWhatWouldEndACellOrBecomeAFormula() {
        var item = new ItemEvidence(
                "=cmd,\"x\"",
                "abc",
                Optional.empty(),
                Instant.parse("2026-03-06T12:00:00Z"),
                Optional.of(-1.5),
                "human",
                "clock_anomaly",
                false,
                Optional.of("7"),
                Optional.empty());

        assertThat(CsvEvidence.lines(new EvidenceBody("changeLeadTime", List.of(), List.of(item), Optional.empty())))
                .isEqualTo("\"'=cmd,\"\"x\"\"\",abc,,2026-03-06T12:00:00Z,-1.5,human,clock_anomaly,false,7,\r\n");
    }

    @Test
    void namesAsManyColumnsAsALineHas() {
        var item = new ItemEvidence(
                "a/b",
                "c",
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty(),
                "bot",
                "unknown",
                false,
                Optional.empty(),
                Optional.empty());
        String line = CsvEvidence.lines(new EvidenceBody("x", List.of(), List.of(item), Optional.empty()));

        assertThat(line.split(",", -1))
                .hasSameSizeAs(CsvEvidence.header(Metric.CHANGE_LEAD_TIME).split(",", -1));
    }
}
