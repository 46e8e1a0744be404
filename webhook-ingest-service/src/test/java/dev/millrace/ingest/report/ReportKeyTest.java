package dev.millrace.ingest.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportKeyTest {

    private static final Instant AT = Instant.parse("2026-11-20T10:00:05Z");

    @Test
    void isTheSameWithinAMinuteForWhatIsStatedTwice() {
        String first = key(ReadReportTest.deployment("\"image\": \"a\""), AT);

        assertThat(key(ReadReportTest.deployment("\"image\": \"b\""), AT.plusSeconds(50)))
                .isEqualTo(first);
        assertThat(key(ReadReportTest.deployment("\"image\": \"a\""), AT.plusSeconds(55)))
                .isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"environment\": \"staging\"",
                "\"event_action\": \"failure\"",
                "\"deployment_id\": \"7\"",
            })
    void differsWhereAnotherThingIsStated(String fields) {
        assertThat(key(ReadReportTest.deployment(fields), AT))
                .isNotEqualTo(key(ReadReportTest.deployment("\"meta\": null"), AT));
    }

    @Test
    void distinguishesOtherEventsByAllOfTheirContent() {
        String custom = "{\"team_id\": \"acme\", \"event_name\": \"ticket\", \"event_action\": \"open\", \"x\": %d}";

        assertThat(key(custom.formatted(1), AT)).isEqualTo(key(custom.formatted(1), AT));
        assertThat(key(custom.formatted(1), AT)).isNotEqualTo(key(custom.formatted(2), AT));
    }

    @Test
    void isTheCallersOwnIfThereIsOne() {
        Report report = ReadReportTest.read(ReadReportTest.deployment("\"meta\": null"));

        String chosen = ReportKey.of(report, Optional.of("k-1"), new byte[0], AT);

        assertThat(ReportKey.of(report, Optional.of("k-1"), new byte[0], AT.plusSeconds(86_400)))
                .isEqualTo(chosen);
        assertThat(ReportKey.of(report, Optional.of("k-2"), new byte[0], AT)).isNotEqualTo(chosen);
    }

    private static String key(String json, Instant at) {
        return ReportKey.of(ReadReportTest.read(json), Optional.empty(), json.getBytes(UTF_8), at);
    }
}
