package dev.millrace.ingest.relay;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A stored delivery that is to be published, for the first time or again. */
public final class PendingDelivery {

    private final long id;
    private final Origin origin;
    private final Map<String, String> headers;
    private final String contentType;
    private final byte[] body;
    private final Optional<String> traceparent;

    /**
     * @param id of its row; rows of one key are published in this order
     * @param origin who sent what
     * @param headers as kept
     * @param contentType of the body
     * @param body bytes as received; not copied, the caller must not use it afterwards
     * @param traceparent of the request that delivered it; null if none was recorded
     */
    public PendingDelivery(
            long id,
            Origin origin,
            Map<String, String> headers,
            String contentType,
            byte[] body,
            @Nullable String traceparent) {
        this.id = id;
        this.origin = origin;
        this.headers = Map.copyOf(headers);
        this.contentType = contentType;
        this.body = body;
        this.traceparent = Optional.ofNullable(traceparent);
    }

    /** Id of its row. */
    public long id() {
        return id;
    }

    /** Who sent what. */
    public Origin origin() {
        return origin;
    }

    /** Headers as kept, by name in lower case. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Type of the body. */
    public String contentType() {
        return contentType;
    }

    /** Bytes as received; not copied, the caller must not change them. */
    public byte[] body() {
        return body;
    }

    /** The span of the request that delivered it (W3C); empty if none was recorded. */
    Optional<String> traceparent() {
        return traceparent;
    }

    /**
     * Who sent what.
     *
     * @param instance host of the forge
     * @param hookId which hook; empty if unknown
     * @param guid identifies the event
     * @param event for example {@code push}
     * @param recordKey Kafka key
     * @param receivedAt by our clock
     */
    public record Origin(
            String instance, String hookId, String guid, String event, String recordKey, Instant receivedAt) {}
}
