package dev.millrace.insights.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.insights.fact.IncidentFact;
import dev.millrace.kit.error.MillraceException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads as the tools document them, shortened. */
class IncidentMappingTest {

    @Test
    void readsPagerDuty() {
        String payload = """
                {"event": {"id": "01", "event_type": "incident.%s", "occurred_at": "2026-03-02T12:30:00.5Z",
                  "data": {"id": "PGR0VU2", "type": "incident", "title": "A little bump in the road",
                           "created_at": "2026-03-02T11:00:00Z", "status": "%s"}}}
                """;

        assertThat(read("pagerduty", payload.formatted("triggered", "triggered")))
                .containsExactly(
                        incident("pagerduty:PGR0VU2", "A little bump in the road", "2026-03-02T11:00:00Z", null));
        assertThat(read("pagerduty", payload.formatted("resolved", "resolved")))
                .containsExactly(incident(
                        "pagerduty:PGR0VU2",
                        "A little bump in the road",
                        "2026-03-02T11:00:00Z",
                        "2026-03-02T12:30:00.5Z"));
    }

    @Test
    void ignoresWhatIsNoIncident() {
        assertThat(read(
                        "pagerduty",
                        "{\"event\": {\"event_type\": \"service.updated\", \"data\": {\"type\": \"service\"}}}"))
                .isEmpty();
        assertThat(read("gitlab", "{\"object_attributes\": {\"type\": \"Issue\", \"id\": 1}}"))
                .isEmpty();
    }

    @Test
    void readsOpsgenieInWhateverUnitItsTimesAre() {
        String payload = """
                {"action": "%s", "alert": {"alertId": "052652ac", "message": "CPU", "createdAt": 1772449200000,
                                           "updatedAt": 1772452800000000000}}
                """;

        assertThat(read("opsgenie", payload.formatted("Create")))
                .containsExactly(incident("opsgenie:052652ac", "CPU", "2026-03-02T11:00:00Z", null));
        assertThat(read("opsgenie", payload.formatted("Close")))
                .containsExactly(incident("opsgenie:052652ac", "CPU", "2026-03-02T11:00:00Z", "2026-03-02T12:00:00Z"));
    }

    @Test
    void readsEachAlertOfAlertmanagerAndTellsItsOccurrencesApart() {
        String payload = """
                {"version": "4", "status": "firing", "alerts": [
                  {"status": "firing", "labels": {"alertname": "High"}, "annotations": {}, "fingerprint": "abc",
                   "startsAt": "2026-03-02T11:00:00Z", "endsAt": "0001-01-01T00:00:00Z"},
                  {"status": "resolved", "labels": {"alertname": "High"}, "annotations": {"summary": "too high"},
                   "fingerprint": "abc", "startsAt": "2026-03-01T11:00:00Z", "endsAt": "2026-03-01T11:10:00Z"}]}
                """;

        List<IncidentFact> read = read("alertmanager", payload);

        assertThat(read).extracting(IncidentFact::title).containsExactly("High", "too high");
        assertThat(read).extracting(IncidentFact::id).doesNotHaveDuplicates();
        assertThat(read.get(0).resolvedAt()).isEmpty();
        assertThat(read.get(1).resolvedAt()).contains(Instant.parse("2026-03-01T11:10:00Z"));
    }

    @Test
    void readsGitlab() {
        String payload = """
                {"object_kind": "issue", "object_attributes": {"id": 301, "iid": 23, "title": "down", "type": "Incident",
                 "state": "closed", "created_at": "2026-03-02 11:00:00 UTC", "closed_at": "2026-03-02T12:00:00Z"}}
                """;

        assertThat(read("gitlab", payload))
                .containsExactly(incident("gitlab:301", "down", "2026-03-02T11:00:00Z", "2026-03-02T12:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{",
                "{\"event\": {\"data\": {\"type\": \"incident\", \"id\": \"x\"}}}",
                "{\"event\": {\"data\": {\"type\": \"incident\", \"created_at\": \"2026-03-02T11:00:00Z\"}}}",
                "{\"event\": {\"data\": {\"type\": \"incident\", \"id\": \"x\", \"created_at\": \"yesterday\"}}}",
                "{\"event\": {\"data\": {\"type\": \"incident\", \"id\": \"x\", \"created_at\": 1e999}}}",
            })
    void refusesWhatCannotBeRead(String payload) {
        assertThatThrownBy(() -> read("pagerduty", payload)).isInstanceOf(MillraceException.class);
    }

    @Test
    void refusesAnUnknownTool() {
        assertThatThrownBy(() -> IncidentMapping.of("pager"))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining("those of alertmanager, gitlab, opsgenie, pagerduty can");
    }

    private static List<IncidentFact> read(String source, String payload) {
        return IncidentMapping.of(source).read(source, payload);
    }

    private static IncidentFact incident(String id, String title, String startedAt, String resolvedAt) {
        return new IncidentFact(
                id,
                title,
                Instant.parse(startedAt),
                Optional.ofNullable(resolvedAt).map(Instant::parse),
                Optional.empty());
    }
}
