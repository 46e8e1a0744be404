package dev.millrace.events;

import dev.millrace.events.codec.EventCodec;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The attributes of a record, CloudEvents 1.0.
 *
 * @param type name and version, {@code dev.millrace.git.ref.moved.v1}
 * @param id a consumer that has seen it does nothing
 * @param source who states it
 * @param subject what it is about
 * @param time of the fact, not of sending
 * @param topic where it is sent
 * @param key record key; records of one key keep their order
 * @param contentType of the value
 * @param extensions attributes our own: lower-case letters and digits, 20 at most (CloudEvents 1.0, 3.1)
 */
public record EventEnvelope(
        String type,
        UUID id,
        URI source,
        String subject,
        Instant time,
        Topic topic,
        String key,
        String contentType,
        Map<String, String> extensions) {

    private static final Pattern EXTENSION = Pattern.compile("[a-z0-9]{1,20}");

    public EventEnvelope {
        extensions = Map.copyOf(extensions);
        extensions.keySet().forEach(EventEnvelope::check);
    }

    /** As they are on Kafka in binary mode: {@code ce_} headers and {@code content-type}. */
    public Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        extensions.forEach((name, value) -> headers.put("ce_" + name, value));
        headers.put("ce_specversion", "1.0");
        headers.put(EventCodec.TYPE_HEADER, type);
        headers.put(EventCodec.ID_HEADER, id.toString());
        headers.put("ce_source", source.toString());
        headers.put("ce_subject", subject);
        headers.put("ce_time", time.toString());
        headers.put("ce_partitionkey", key);
        headers.put("content-type", contentType);
        return headers;
    }

    private static void check(String name) {
        if (!EXTENSION.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "extension '%s' is not 1 to 20 lower-case letters and digits".formatted(name));
        }
    }
}
