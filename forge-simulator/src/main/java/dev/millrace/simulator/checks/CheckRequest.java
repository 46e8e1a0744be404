package dev.millrace.simulator.checks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.rest.GitHubFailure;
import dev.millrace.simulator.rest.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A validated request for a check run, by GitHub's rules. Summary and text are measured in bytes and not in
 * characters, which GitHub's own description of its API gets wrong.
 */
final class CheckRequest {

    private static final int MOST_TEXT_BYTES = 65_535;
    private static final int MOST_ANNOTATION_BYTES = 64 << 10;
    private static final int MOST_ANNOTATIONS = 50;
    private static final int MOST_ACTIONS = 3;
    private static final int LONGEST_TITLE = 255;

    private static final Set<String> STATUSES = Set.of("queued", "in_progress", "completed");
    private static final Set<String> CONCLUSIONS =
            Set.of("action_required", "cancelled", "failure", "neutral", "success", "skipped", "timed_out");
    private static final Set<String> LEVELS = Set.of("notice", "warning", "failure");

    private final ObjectNode body;

    private CheckRequest(ObjectNode body) {
        this.body = body;
    }

    /**
     * A request for a new check run.
     *
     * @throws GitHubFailure 422 if GitHub would not accept it
     */
    static CheckRequest toCreate(ObjectNode body) {
        demand(body, "name", "head_sha");
        if (body.path("output").isObject()) {
            demand((ObjectNode) body.path("output"), "title", "summary");
        }
        return new CheckRequest(body).checked();
    }

    /**
     * A request to change one.
     *
     * @throws GitHubFailure 422 if GitHub would not accept it
     */
    static CheckRequest toUpdate(ObjectNode body) {
        if (body.path("output").isObject()) {
            demand((ObjectNode) body.path("output"), "summary");
        }
        return new CheckRequest(body).checked();
    }

    Optional<String> name() {
        return Json.text(body, "name");
    }

    String headSha() {
        return body.path("head_sha").asText();
    }

    /** The requested status; a conclusion means completed. */
    Optional<String> status() {
        return conclusion().isPresent() ? Optional.of("completed") : Json.text(body, "status");
    }

    Optional<String> conclusion() {
        return Json.text(body, "conclusion");
    }

    Optional<String> externalId() {
        return Json.text(body, "external_id");
    }

    Optional<String> detailsUrl() {
        return Json.text(body, "details_url");
    }

    Optional<Instant> startedAt() {
        return time("started_at");
    }

    Optional<Instant> completedAt() {
        return time("completed_at");
    }

    boolean hasOutput() {
        return body.path("output").isObject();
    }

    Optional<String> title() {
        return Json.text(body.path("output"), "title");
    }

    Optional<String> summary() {
        return Json.text(body.path("output"), "summary");
    }

    Optional<String> text() {
        return Json.text(body.path("output"), "text");
    }

    /** The annotations of this request, at most 50. */
    Optional<ArrayNode> annotations() {
        return body.path("output").path("annotations") instanceof ArrayNode list && !list.isEmpty()
                ? Optional.of(list)
                : Optional.empty();
    }

    private CheckRequest checked() {
        oneOf("status", STATUSES);
        oneOf("conclusion", CONCLUSIONS);
        if (Json.text(body, "status").filter("completed"::equals).isPresent()
                && conclusion().isEmpty()) {
            throw GitHubFailure.invalidRequest("Completed check runs must have a conclusion.");
        }
        detailsUrl().filter(url -> !url.matches("https?://.+")).ifPresent(url -> {
            throw GitHubFailure.invalidRequest("details_url must use http or https.");
        });
        startedAt();
        completedAt();
        checkOutput(body.path("output"));
        checkActions(body.path("actions"));
        return this;
    }

    private static void checkOutput(JsonNode output) {
        bytes(output, "summary", MOST_TEXT_BYTES);
        bytes(output, "text", MOST_TEXT_BYTES);
        length(output, "title", LONGEST_TITLE);
        JsonNode annotations = output.path("annotations");
        few(annotations, MOST_ANNOTATIONS);
        annotations.forEach(annotation -> checkAnnotation(object(annotation)));
        output.path("images").forEach(image -> demand(object(image), "alt", "image_url"));
    }

    private static void checkAnnotation(ObjectNode annotation) {
        demand(annotation, "path", "start_line", "end_line", "annotation_level", "message");
        if (!LEVELS.contains(annotation.path("annotation_level").asText())) {
            throw GitHubFailure.invalidRequest(
                    "%s is not a member of [notice, warning, failure].".formatted(annotation.path("annotation_level")));
        }
        int startLine = annotation.path("start_line").asInt();
        int endLine = annotation.path("end_line").asInt();
        if (startLine < 1 || endLine < startLine) {
            throw GitHubFailure.invalidRequest("Lines %d to %d are not a range.".formatted(startLine, endLine));
        }
        if (startLine != endLine && (annotation.hasNonNull("start_column") || annotation.hasNonNull("end_column"))) {
            throw GitHubFailure.invalidRequest("Columns are only allowed if start_line and end_line are the same.");
        }
        bytes(annotation, "message", MOST_ANNOTATION_BYTES);
        bytes(annotation, "raw_details", MOST_ANNOTATION_BYTES);
        length(annotation, "title", LONGEST_TITLE);
    }

    private static void checkActions(JsonNode actions) {
        few(actions, MOST_ACTIONS);
        actions.forEach(action -> {
            demand(object(action), "label", "description", "identifier");
            length(action, "label", 20);
            length(action, "description", 40);
            length(action, "identifier", 20);
        });
    }

    private Optional<Instant> time(String field) {
        return Json.text(body, field).map(text -> {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException e) {
                throw GitHubFailure.invalidRequest("%s is not a valid date-time.".formatted(text));
            }
        });
    }

    private void oneOf(String field, Set<String> allowed) {
        Json.text(body, field).filter(value -> !allowed.contains(value)).ifPresent(value -> {
            throw GitHubFailure.invalidRequest("%s is not a member of %s."
                    .formatted(value, List.copyOf(allowed).stream().sorted().toList()));
        });
    }

    private static ObjectNode object(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw GitHubFailure.invalidRequest("%s is not an object.".formatted(node));
    }

    private static void demand(ObjectNode node, String... fields) {
        for (String field : fields) {
            if (!node.hasNonNull(field)) {
                throw GitHubFailure.invalidRequest("\"%s\" wasn't supplied.".formatted(field));
            }
        }
    }

    private static void bytes(JsonNode node, String field, int most) {
        int size = node.path(field).asText().getBytes(StandardCharsets.UTF_8).length;
        if (size > most) {
            throw GitHubFailure.invalid(
                    "CheckRun", field, "invalid", "%s exceeds a maximum bytesize of %d".formatted(field, most));
        }
    }

    private static void length(JsonNode node, String field, int most) {
        int length = node.path(field).asText().length();
        if (length > most) {
            throw GitHubFailure.invalidRequest(
                    "Only %d characters are allowed; %d were supplied.".formatted(most, length));
        }
    }

    private static void few(JsonNode list, int most) {
        if (list.size() > most) {
            throw GitHubFailure.invalidRequest(
                    "No more than %d items are allowed; %d were supplied.".formatted(most, list.size()));
        }
    }
}
