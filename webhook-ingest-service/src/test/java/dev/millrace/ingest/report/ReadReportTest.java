package dev.millrace.ingest.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.report.Report.Kind;
import dev.millrace.ingest.report.ReportReading.Invalid;
import dev.millrace.ingest.report.ReportReading.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadReportTest {

    private static final String SHA = "1".repeat(40);

    @Test
    void readsADeployment() {
        assertThat(read("""
                {"team_id": "acme", "event_name": "deployment", "event_action": "success", "repo": "acme/widgets",
                 "branch": "refs/heads/feature/x", "commit": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                 "environment": "staging", "image": "widgets:7", "deployment_id": "run 7", "meta": {"user": "mona"},
                 "unknown": [1]}
                """))
                .isEqualTo(new Report(
                        "acme",
                        Kind.DEPLOYMENT,
                        "deployment",
                        "success",
                        Optional.of("acme/widgets"),
                        Optional.of("feature/x"),
                        Optional.of("a".repeat(40)),
                        Optional.of("staging"),
                        Optional.of("widgets:7"),
                        Optional.of("mona"),
                        Optional.of("run 7"),
                        Report.Change.NONE));
    }

    @ParameterizedTest
    @CsvSource({
        "succeeded, success",
        "Succeeded, success",
        "recovered, success",
        "failed, failure",
        "error, failure",
        "initiated, started",
        "Started, started",
        "blocked, blocked",
        "rolled_back, rolled_back"
    })
    void replacesSynonymsOfTheActionsOfADeployment(String given, String action) {
        assertThat(read(deployment("\"event_action\": \"%s\"".formatted(given))).action())
                .isEqualTo(action);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"null\"", "\"\"", "null", "\"  \""})
    void hasNoEnvironmentAndNoImageWhereAClientSendsATextInPlaceOfNone(String none) {
        Report report = read(deployment("\"environment\": %1$s, \"image\": %1$s".formatted(none)));

        assertThat(report.environment()).isEmpty();
        assertThat(report.image()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"user\": \"mona\", \"more\": [1]}", "\"{\\\"user\\\": \\\"mona\\\"}\""})
    void readsTheUserOfAnObjectAndOfATextThatHoldsOne(String meta) {
        assertThat(read(deployment("\"meta\": " + meta)).user()).contains("mona");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"for people\"", "null", "{}", "{\"user\": 7}", "\"[1\""})
    void hasNoUserInOtherMeta(String meta) {
        assertThat(read(deployment("\"meta\": " + meta)).user()).isEmpty();
    }

    @Test
    void readsAChange() {
        Report report = read("""
                {"team_id": "acme", "event_name": "Change", "event_action": "Merge", "repo": "widgets", "commit": "%s",
                 "author": "mona", "base": "main", "target": "wheel", "number": "7", "title": "Turn\\nthe wheel",
                 "labels": ["mechanics"], "created_at": "2026-11-20T10:00:00+01:00"}
                """.formatted(SHA));

        assertThat(report.kind()).isEqualTo(Kind.CHANGE);
        assertThat(report.event()).isEqualTo("change");
        assertThat(report.action()).isEqualTo("merge");
        assertThat(report.change())
                .isEqualTo(new Report.Change(
                        Optional.of("mona"),
                        Optional.of("main"),
                        Optional.of("wheel"),
                        Optional.of(7L),
                        Optional.of("Turn the wheel"),
                        List.of("mechanics"),
                        Optional.of(Instant.parse("2026-11-20T09:00:00Z"))));
    }

    @Test
    void keepsOtherEventsAsGivenWhateverElseTheyHold() {
        Report report = read("""
                {"team_id": "acme", "event_name": "Ticket", "event_action": "Succeeded", "commit": "HEAD", "repo": 7,
                 "number": "many", "environment": {"name": "x"}}
                """);

        assertThat(report.kind()).isEqualTo(Kind.CUSTOM);
        assertThat(report.event()).isEqualTo("Ticket");
        assertThat(report.action()).isEqualTo("Succeeded");
        assertThat(report.commit()).contains("HEAD");
        assertThat(report.repository()).isEmpty();
    }

    @Test
    void namesEveryFieldInError() {
        assertThat(errors("""
                {"team_id": 7, "event_name": "deployment", "repo": "acme\\u0000widgets", "commit": "abc123",
                 "environment": ["x"], "meta": 3}
                """))
                .containsExactly(
                        new FieldError("team_id", "must be a text that is not empty"),
                        new FieldError("event_action", "is missing"),
                        new FieldError("repo", "must not contain control characters"),
                        new FieldError("branch", "is missing"),
                        new FieldError("commit", "must be the whole id of a commit: 40 or 64 hex digits"),
                        new FieldError("environment", "must be a text"),
                        new FieldError("meta", "must be an object or a text"));
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "1.5", "true", "\"x\"", "1e400", "99999999999999999999"})
    void rejectsANumberThatNoChangeHas(String number) {
        assertThat(errors("""
                {"team_id": "acme", "event_name": "change", "event_action": "open", "number": %s}
                """.formatted(number)))
                .containsExactly(new FieldError("number", "must be a whole number, 1 or more"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "7", "{", "{} {}", "null", "payload=%7B%7D"})
    void rejectsWhatIsNotOneObject(String body) {
        assertThat(ReadReport.read(body.getBytes(UTF_8))).isInstanceOf(Invalid.class);
    }

    @Test
    void rejectsDeepNesting() {
        assertThat(ReadReport.read(("{\"meta\":" + "[".repeat(50_000)).getBytes(UTF_8)))
                .isInstanceOf(Invalid.class);
    }

    /** A deployment with these fields in place of, or in addition to, the usual ones. */
    static String deployment(String fields) {
        String action = fields.contains("event_action") ? "" : "\"event_action\": \"success\", ";
        return """
                {"team_id": "acme", "event_name": "deployment", %s"repo": "acme/widgets", "branch": "main",
                 "commit": "%s", %s}
                """.formatted(action, SHA, fields);
    }

    static Report read(String json) {
        ReportReading reading = ReadReport.read(json.getBytes(UTF_8));
        assertThat(reading).isInstanceOf(Readable.class);
        return ((Readable) reading).report();
    }

    private static List<FieldError> errors(String json) {
        ReportReading reading = ReadReport.read(json.getBytes(UTF_8));
        assertThat(reading).isInstanceOf(Invalid.class);
        return ((Invalid) reading).errors();
    }
}
