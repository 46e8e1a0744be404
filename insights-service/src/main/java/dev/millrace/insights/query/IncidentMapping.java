package dev.millrace.insights.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.millrace.insights.fact.IncidentFact;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.time.StoredTime;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * How the payloads of one incident tool are read, from a file of {@code incidents/}. Places in a payload are JSON pointers; of
 * several the first that has a value counts.
 *
 * @param source whose payloads, and of which version
 * @param list where a payload has several incidents; the whole payload is one if absent
 * @param require values of which each place must have one; a payload without them is about something else
 * @param id the tool's id
 * @param recurs whether the tool uses an id again for a later incident: then its start is part of it
 * @param title in a few words
 * @param startedAt when it began
 * @param resolved places of which one must have one of its values if it is over
 * @param resolvedAt when it was over
 */
record IncidentMapping(
        String source,
        @Nullable String list,
        Map<String, List<String>> require,
        List<String> id,
        boolean recurs,
        List<String> title,
        List<String> startedAt,
        Map<String, List<String>> resolved,
        List<String> resolvedAt) {

    /** The tools that there is a file for. */
    static final List<String> SOURCES = List.of("alertmanager", "gitlab", "opsgenie", "pagerduty");

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final Map<String, IncidentMapping> ALL = load();

    private static final int MOST_INCIDENTS = 1_000;
    private static final int LONGEST_TITLE = 500;
    private static final int LONGEST_ID = 70;

    /** What GitLab writes in some versions. */
    private static final DateTimeFormatter WITH_ZONE_NAME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'");

    /** The mapping of a tool; 404 if there is none. */
    static IncidentMapping of(String name) {
        IncidentMapping found = ALL.get(name);
        if (found == null) {
            throw MillraceException.notFound("payloads of '%s' cannot be read: those of %s can"
                            .formatted(name, String.join(", ", SOURCES)))
                    .withCode("incident_source_missing");
        }
        return found;
    }

    private static Map<String, IncidentMapping> load() {
        Map<String, IncidentMapping> all = new TreeMap<>();
        for (String name : SOURCES) {
            try (InputStream file = IncidentMapping.class.getResourceAsStream("/incidents/" + name + ".json")) {
                all.put(name, JSON.readValue(Objects.requireNonNull(file), IncidentMapping.class));
            } catch (IOException e) {
                throw new UncheckedIOException("incidents/%s.json cannot be read".formatted(name), e);
            }
        }
        return all;
    }

    /**
     * The incidents of a payload; none if it is about something else.
     *
     * @param name of the tool, the beginning of their ids
     * @throws MillraceException 400 for a payload that lacks what an incident must have
     */
    List<IncidentFact> read(String name, String payload) {
        JsonNode root = parse(payload);
        List<JsonNode> nodes = list == null
                ? List.of(root)
                : StreamSupport.stream(root.at(list).spliterator(), false).toList();
        if (nodes.size() > MOST_INCIDENTS) {
            throw bad("the payload has %,d incidents: %,d are allowed".formatted(nodes.size(), MOST_INCIDENTS));
        }
        List<IncidentFact> incidents = new ArrayList<>();
        for (JsonNode node : nodes) {
            if (require.entrySet().stream().allMatch(rule -> has(node, rule))) {
                incidents.add(incident(name, node));
            }
        }
        return incidents;
    }

    private static JsonNode parse(String payload) {
        try {
            JsonNode root = JSON.readTree(payload);
            if (root != null && root.isObject()) {
                return root;
            }
        } catch (JsonProcessingException e) {
            // refused below
        }
        throw bad("the payload is not a JSON object");
    }

    private IncidentFact incident(String name, JsonNode node) {
        Instant begin = first(node, startedAt)
                .map(IncidentMapping::time)
                .orElseThrow(() -> bad("the payload has no %s".formatted(String.join(" or ", startedAt))));
        boolean over = resolved.entrySet().stream().anyMatch(rule -> has(node, rule));
        String own = first(node, id)
                .map(JsonNode::asText)
                .orElseThrow(() -> bad("the payload has no %s".formatted(String.join(" or ", id))));
        String title = first(node, this.title).map(JsonNode::asText).orElse("").replace('\0', '\uFFFD');
        return new IncidentFact(
                name + ":" + safe(own) + (recurs ? ":" + begin.getEpochSecond() : ""),
                title.length() > LONGEST_TITLE ? title.substring(0, LONGEST_TITLE) : title,
                begin,
                over
                        ? first(node, resolvedAt)
                                .map(IncidentMapping::time)
                                // a clock that goes back does not make an incident shorter than nothing
                                .map(end -> end.isBefore(begin) ? begin : end)
                        : Optional.empty(),
                Optional.empty());
    }

    /** What the API accepts in an id. */
    private static String safe(String own) {
        String text = own.replaceAll("[^A-Za-z0-9._:-]", "-");
        return text.length() > LONGEST_ID
                ? text.substring(0, LONGEST_ID - 9) + "-" + Integer.toHexString(own.hashCode())
                : text;
    }

    private static boolean has(JsonNode node, Map.Entry<String, List<String>> rule) {
        return rule.getValue().contains(node.at(rule.getKey()).asText());
    }

    private static Optional<JsonNode> first(JsonNode node, List<String> places) {
        return places.stream()
                .map(node::at)
                .filter(value -> !(value instanceof MissingNode)
                        && value.isValueNode()
                        && !value.isNull()
                        && !value.asText().isBlank())
                .findFirst();
    }

    /** A text with an offset, or a number of seconds, or of a thousandth, millionth or billionth of them. */
    private static Instant time(JsonNode value) {
        try {
            Instant read = value.isIntegralNumber() ? ofNumber(value.bigIntegerValue()) : ofText(value.asText());
            return read.truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException | ArithmeticException e) {
            throw bad("the time '%s' cannot be read".formatted(value.asText()));
        }
    }

    private static Instant ofNumber(BigInteger number) {
        var seconds = new BigDecimal(number);
        // as seconds, later than the year 5000
        for (BigDecimal limit = new BigDecimal("1e11"); seconds.compareTo(limit) > 0; ) {
            seconds = seconds.movePointLeft(3);
        }
        return Instant.EPOCH
                .plusSeconds(seconds.longValue())
                .plusNanos(seconds.remainder(BigDecimal.ONE).movePointRight(9).longValue());
    }

    private static Instant ofText(String text) {
        return text.endsWith(" UTC")
                ? LocalDateTime.parse(text, WITH_ZONE_NAME).toInstant(ZoneOffset.UTC)
                : StoredTime.parse(text);
    }

    private static MillraceException bad(String message) {
        return MillraceException.badRequest(message).withCode("incident_invalid");
    }
}
