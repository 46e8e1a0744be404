package dev.millrace.webhook.cdevents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A CDEvent, version {@value #SPECIFICATION} of the specification.
 *
 * @param id derived from our event, so that each projection of it has the same
 * @param type name and version
 * @param source who states it: a repository at its forge, or this platform's API. The subject's source, too
 * @param subjectId what it is about, unique within the source
 * @param timestamp of the fact, not of sending
 * @param chainId the same for all events of one build; empty for those that belong to no build
 * @param content of the subject, as the schema of the type defines it
 * @param customData what the type has no field for
 */
public record CdEvent(
        UUID id,
        CdEventType type,
        URI source,
        String subjectId,
        Instant timestamp,
        Optional<String> chainId,
        Map<String, Object> content,
        Map<String, Object> customData) {

    /** The version whose schemas the tests validate against. */
    public static final String SPECIFICATION = "0.5.0";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The CDEvent as JSON: the value of a CloudEvent in binary mode. */
    public String json() {
        return write(fields());
    }

    /** As JSON of a CloudEvent in structured mode, whose data is the CDEvent. */
    public String cloudEventJson() {
        return write(Fields.of("specversion", "1.0")
                .with("id", id.toString())
                .with("source", source.toString())
                .with("type", type.versionedName())
                .with("subject", subjectId)
                .with("time", timestamp.toString())
                .with("datacontenttype", "application/json")
                .with("data", fields())
                .map());
    }

    private Map<String, Object> fields() {
        Map<String, Object> context = Fields.of("specversion", SPECIFICATION)
                .with("id", id.toString())
                .with("source", source.toString())
                .with("type", type.versionedName())
                .with("timestamp", timestamp.toString())
                .with("chainId", chainId)
                .map();
        Map<String, Object> subject = Fields.of("id", subjectId)
                .with("source", source.toString())
                .with("content", content)
                .map();
        return Fields.of("context", context)
                .with("subject", subject)
                .with("customData", Optional.of(customData).filter(data -> !data.isEmpty()))
                .with("customDataContentType", Optional.of("application/json").filter(data -> !customData.isEmpty()))
                .map();
    }

    private static String write(Map<String, Object> fields) {
        try {
            return JSON.writeValueAsString(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a CDEvent cannot be written", e);
        }
    }
}
