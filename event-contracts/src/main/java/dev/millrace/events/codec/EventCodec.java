package dev.millrace.events.codec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.millrace.events.Event;
import dev.millrace.events.EventEnvelope;
import dev.millrace.events.codec.EventTypes.EventType;
import dev.millrace.events.codec.EventTypes.Lookup;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.UUID;

/** Writes and reads events as CloudEvents in Kafka's binary mode. Safe to share between threads. */
public final class EventCodec {

    /** The CloudEvents {@code type} header. */
    public static final String TYPE_HEADER = "ce_type";

    /** The CloudEvents {@code id} header. */
    public static final String ID_HEADER = "ce_id";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            // a younger writer may know more values; without UNKNOWN among its constants, an enumeration admits no
            // others
            .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
            .build();

    private final URI source;

    /** @param source the CloudEvents {@code source} of everything this codec writes, for example {@code /webhook-ingest} */
    public EventCodec(URI source) {
        this.source = source;
    }

    /**
     * The record as it is sent to Kafka.
     *
     * @throws IllegalArgumentException if the record's class is not in {@link EventTypes}
     */
    public WireEvent write(Event event) {
        return write(event, source, Map.of());
    }

    /**
     * As {@link #write(Event)}, for an event of another source.
     *
     * @param stater the CloudEvents {@code source}, instead of this codec's own
     * @param extensions see {@link EventEnvelope}
     */
    public WireEvent write(Event event, URI stater, Map<String, String> extensions) {
        EventType type = EventTypes.of(event);
        var envelope = new EventEnvelope(
                type.ceType(),
                event.eventId(),
                stater,
                event.subject(),
                event.occurredAt(),
                type.topic(),
                event.key(),
                "application/json",
                extensions);
        try {
            return write(envelope, JSON.writeValueAsBytes(event));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot write " + type.ceType() + " " + event.eventId(), e);
        }
    }

    /**
     * A record whose value is not one of our events, as it is sent to Kafka.
     *
     * @param value not copied; the caller must not change it afterwards
     */
    public static WireEvent write(EventEnvelope envelope, byte[] value) {
        return new WireEvent(envelope.topic().wireName(), envelope.key(), envelope.headers(), value);
    }

    /** Reads a record of Kafka; see {@link Read} for what a caller does with each outcome. */
    public Read read(Map<String, String> headers, byte[] value) {
        String ceType = headers.get(TYPE_HEADER);
        if (ceType == null) {
            return new Read.Unreadable("no " + TYPE_HEADER + " header");
        }
        return switch (EventTypes.find(ceType)) {
            case Lookup.Known(EventType type) -> parse(type, value);
            case Lookup.UnknownVersion unknown -> new Read.Unreadable("unknown version " + unknown.ceType());
            case Lookup.UnknownName unknown -> new Read.Foreign(unknown.ceType());
        };
    }

    private static Read parse(EventType type, byte[] value) {
        try {
            Event event = JSON.readValue(value, type.record());
            UUID id = event.eventId();
            return id == null ? new Read.Unreadable(type.ceType() + " without eventId") : new Read.Understood(event);
        } catch (IOException e) {
            return new Read.Unreadable(type.ceType() + ": " + e.getMessage());
        }
    }

    /** Outcome of {@link #read}. */
    public sealed interface Read {
        /** A fact to act on. */
        record Understood(Event event) implements Read {}

        /** A type whose name this build does not know: skip and count. */
        record Foreign(String ceType) implements Read {}

        /** Our own type, but malformed or of an unknown version: to the dead-letter topic with this reason. */
        record Unreadable(String reason) implements Read {}
    }
}
