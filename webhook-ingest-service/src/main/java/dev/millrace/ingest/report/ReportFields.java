package dev.millrace.ingest.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.kit.time.StoredTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The fields of a report, and what is wrong with them. Absent, null and the empty text are all empty. */
final class ReportFields {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final int LONGEST_LINE = 5_000;
    private static final int MOST_LABELS = 100;

    private final JsonNode json;
    private final boolean lenient;
    private final List<FieldError> errors = new ArrayList<>();

    /** @param lenient whether an optional field that is not as expected is empty, and no error */
    ReportFields(JsonNode json, boolean lenient) {
        this.json = json;
        this.lenient = lenient;
    }

    /** In the order in which the fields were read. */
    List<FieldError> errors() {
        return errors;
    }

    /** A text that must be there; the empty text if it is not, with an error. */
    String required(String name, int longest) {
        JsonNode value = json.path(name);
        if (!value.isTextual() || value.textValue().isBlank()) {
            errors.add(new FieldError(
                    name, value.isMissingNode() || value.isNull() ? "is missing" : "must be a text that is not empty"));
            return "";
        }
        String text = value.textValue().strip();
        Optional<String> problem = problem(text, longest);
        problem.ifPresent(rule -> errors.add(new FieldError(name, rule)));
        return problem.isEmpty() ? text : "";
    }

    /** A text in one line. */
    Optional<String> text(String name, int longest) {
        return any(name).flatMap(text -> {
            Optional<String> problem = problem(text, longest);
            problem.ifPresent(rule -> fail(name, rule));
            return problem.isEmpty() ? Optional.of(text) : Optional.empty();
        });
    }

    /** As {@link #text}; some clients send the text {@code null} where they have none. */
    Optional<String> textOrNull(String name, int longest) {
        return text(name, longest).filter(text -> !text.equals("null"));
    }

    /** A text that people wrote: its control characters become spaces, and its end is cut off where it is too long. */
    Optional<String> line(String name) {
        return any(name)
                .map(text -> text.replaceAll("\\p{Cntrl}", " "))
                .map(text -> text.substring(0, Math.min(text.length(), LONGEST_LINE)));
    }

    /** The whole id of a commit, in lower case. */
    Optional<String> commit(String name, boolean needed) {
        String given = needed ? required(name, LONGEST_LINE) : any(name).orElse("");
        if (given.isEmpty()) {
            return Optional.empty();
        }
        String id = given.toLowerCase(Locale.ROOT);
        if (COMMIT.matcher(id).matches()) {
            return Optional.of(id);
        }
        fail(name, "must be the whole id of a commit: 40 or 64 hex digits");
        return Optional.empty();
    }

    /** 1 or more, as a number or as a text. */
    Optional<Long> number(String name) {
        JsonNode value = json.path(name);
        if (isEmpty(value)) {
            return Optional.empty();
        }
        String text = value.asText("").strip();
        if ((value.isIntegralNumber() || value.isTextual())
                && NUMBER.matcher(text).matches()
                && Long.parseLong(text) > 0) {
            return Optional.of(Long.parseLong(text));
        }
        fail(name, "must be a whole number, 1 or more");
        return Optional.empty();
    }

    /** A time, ISO 8601 with an offset. */
    Optional<Instant> time(String name) {
        return any(name).flatMap(text -> {
            try {
                return Optional.of(StoredTime.checked(OffsetDateTime.parse(text).toInstant()));
            } catch (DateTimeException e) {
                fail(name, "must be a time such as 2026-11-20T10:00:00Z");
                return Optional.empty();
            }
        });
    }

    /** A list of texts in one line; one text is a list of one. */
    List<String> texts(String name, int longest) {
        JsonNode value = json.path(name);
        if (!value.isArray()) {
            return text(name, longest).stream().toList();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode item : value) {
            String text = item.asText("").strip();
            if (!item.isTextual() || problem(text, longest).isPresent() || texts.size() == MOST_LABELS) {
                fail(name, "must be a list of at most %d texts".formatted(MOST_LABELS));
                return List.of();
            }
            texts.add(text);
        }
        return texts;
    }

    /** The text {@code user} in an object, which some clients send as a text that holds JSON; another text has none. */
    Optional<String> user(String name, int longest) {
        JsonNode value = json.path(name);
        if (value.isTextual()) {
            value = parsed(value.textValue());
        } else if (!value.isObject() && !isEmpty(value)) {
            fail(name, "must be an object or a text");
        }
        JsonNode user = value.path("user");
        String login = user.isTextual() ? user.textValue().strip() : "";
        return login.isEmpty() || problem(login, longest).isPresent() ? Optional.empty() : Optional.of(login);
    }

    private static JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.missingNode(); // a text for people
        }
    }

    private Optional<String> any(String name) {
        JsonNode value = json.path(name);
        if (isEmpty(value)) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            fail(name, "must be a text");
            return Optional.empty();
        }
        return Optional.of(value.textValue().strip());
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isMissingNode()
                || value.isNull()
                || (value.isTextual() && value.textValue().isBlank());
    }

    private static Optional<String> problem(String text, int longest) {
        if (text.length() > longest) {
            return Optional.of("must have at most %d characters".formatted(longest));
        }
        return text.chars().anyMatch(Character::isISOControl)
                ? Optional.of("must not contain control characters")
                : Optional.empty();
    }

    private void fail(String name, String rule) {
        if (!lenient) {
            errors.add(new FieldError(name, rule));
        }
    }
}
