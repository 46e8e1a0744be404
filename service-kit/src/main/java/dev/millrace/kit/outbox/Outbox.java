package dev.millrace.kit.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.events.Event;
import dev.millrace.events.codec.EventCodec;
import dev.millrace.events.codec.WireEvent;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.trace.TraceParent;

/**
 * Where events are written in the transaction of the state change that they report. {@link OutboxRelay} sends them to Kafka
 * after the commit, at least once and in order per key. Two transactions on one key must be ordered by a row lock taken
 * before the event is added; then the order of the events is the order of the commits. A record continues the trace in which
 * its event was added.
 */
public final class Outbox {

    static final int SHARDS = 8;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String schema;
    private final EventCodec codec;

    /**
     * @param schema the schema that holds the table {@code outbox}
     * @param codec names the source of the events
     */
    public Outbox(String schema, EventCodec codec) {
        this.schema = schema;
        this.codec = codec;
    }

    /** Writes the event; it is sent if and when the transaction commits. */
    public void add(Transaction tx, Event event) {
        add(tx, codec.write(event));
    }

    /** As {@link #add(Transaction, Event)} for an event that is already in its wire form. */
    public void add(Transaction tx, WireEvent event) {
        tx.handle()
                .createUpdate("""
                        insert into %s.outbox (shard, topic, key, headers, value, traceparent)
                        values (:shard, :topic, :key, :headers::jsonb, :value, :traceparent)
                        """.formatted(schema))
                .bind("shard", Math.floorMod(event.key().hashCode(), SHARDS))
                .bind("topic", event.topic())
                .bind("key", event.key())
                .bind("headers", json(event))
                .bind("value", event.value())
                .bind("traceparent", TraceParent.current())
                .execute();
        Signals.send(tx, channel(schema));
    }

    static String channel(String schema) {
        return "outbox_" + schema;
    }

    private static String json(WireEvent event) {
        try {
            return JSON.writeValueAsString(event.headers());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("headers of " + event + " cannot be written", e);
        }
    }
}
