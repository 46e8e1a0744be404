package dev.millrace.ingest.report;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.ingest.report.Report.Change;
import dev.millrace.ingest.report.Report.Kind;
import dev.millrace.ingest.report.ReportReading.Invalid;
import dev.millrace.ingest.report.ReportReading.Readable;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the body of a report. It accepts what the clients that exist send: synonyms of actions, texts that are empty or
 * {@code null} where there is no environment or image, and {@code meta} as an object or as a text.
 */
final class ReadReport {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final int LONGEST_WORD = 64;
    private static final int LONGEST_NAME = 500;
    private static final int LONGEST_IMAGE = 1_000;

    private ReadReport() {}

    static ReportReading read(byte[] body) {
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (IOException e) {
            return new Invalid(List.of(new FieldError("", "the body is not JSON")));
        }
        if (json == null || !json.isObject()) {
            return new Invalid(List.of(new FieldError("", "the body is not a JSON object")));
        }
        String name = json.path("event_name").asText("").strip().toLowerCase(Locale.ROOT);
        Kind kind = switch (name) {
            case "deployment" -> Kind.DEPLOYMENT;
            case "change" -> Kind.CHANGE;
            default -> Kind.CUSTOM;
        };
        // what Millrace does not read may have any shape
        var fields = new ReportFields(json, kind == Kind.CUSTOM);
        Report report = report(fields, kind);
        return fields.errors().isEmpty() ? new Readable(report) : new Invalid(fields.errors());
    }

    private static Report report(ReportFields fields, Kind kind) {
        String team = fields.required("team_id", LONGEST_NAME);
        String event = fields.required("event_name", LONGEST_WORD);
        String action = fields.required("event_action", LONGEST_WORD);
        boolean deployment = kind == Kind.DEPLOYMENT;
        return new Report(
                team,
                kind,
                kind == Kind.CUSTOM ? event : event.toLowerCase(Locale.ROOT),
                action(kind, action),
                given(fields, "repo", deployment),
                given(fields, "branch", deployment).map(ReadReport::shortName),
                kind == Kind.CUSTOM ? fields.text("commit", LONGEST_NAME) : fields.commit("commit", deployment),
                fields.textOrNull("environment", LONGEST_NAME),
                fields.textOrNull("image", LONGEST_IMAGE),
                fields.user("meta", LONGEST_NAME),
                fields.text("deployment_id", LONGEST_NAME),
                kind == Kind.CHANGE ? change(fields) : Change.NONE);
    }

    private static Optional<String> given(ReportFields fields, String name, boolean needed) {
        return needed ? Optional.of(fields.required(name, LONGEST_NAME)) : fields.text(name, LONGEST_NAME);
    }

    private static Change change(ReportFields fields) {
        return new Change(
                fields.text("author", LONGEST_NAME),
                fields.text("base", LONGEST_NAME).map(ReadReport::shortName),
                fields.text("target", LONGEST_NAME).map(ReadReport::shortName),
                fields.number("number"),
                fields.line("title"),
                fields.texts("labels", LONGEST_NAME),
                fields.time("created_at"));
    }

    private static String action(Kind kind, String given) {
        String word = given.toLowerCase(Locale.ROOT);
        return switch (kind) {
            case CUSTOM -> given;
            case CHANGE -> word;
            case DEPLOYMENT ->
                switch (word) {
                    case "succeeded", "recovered" -> "success";
                    case "failed", "error" -> "failure";
                    case "initiated" -> "started";
                    default -> word;
                };
        };
    }

    private static String shortName(String ref) {
        return ref.replaceFirst("^refs/(heads|tags)/(?=.)", "");
    }
}
