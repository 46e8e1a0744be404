package dev.millrace.kit.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.record.RecordSigner;
import dev.millrace.kit.meter.Waiting;
import dev.millrace.kit.trace.TraceParent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** Rows of one outbox table. */
final class OutboxStore {

    private static final int BATCH = 500;
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(3);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

    private final String schema;
    private final RecordSigner signer;

    OutboxStore(String schema, RecordSigner signer) {
        this.schema = schema;
        this.signer = signer;
    }

    Waiting waiting(Transaction tx) {
        return Waiting.of(tx.handle()
                .createQuery("select count(*) as waiting, min(created_at) as since from %s.outbox".formatted(schema)));
    }

    List<Integer> shardsWithRows(Transaction tx) {
        return tx.handle()
                .createQuery("select distinct shard from %s.outbox".formatted(schema))
                .mapTo(Integer.class)
                .list();
    }

    /**
     * Sends the oldest rows of a shard and deletes them once all are acknowledged.
     *
     * @return whether the shard may hold more for this relay; also false when another instance holds the shard
     */
    boolean carryBatch(Transaction tx, int shard, Producer<String, byte[]> producer) {
        boolean mine = tx.handle()
                .createQuery("select pg_try_advisory_xact_lock(hashtext(:table), :shard)")
                .bind("table", schema + ".outbox")
                .bind("shard", shard)
                .mapTo(Boolean.class)
                .one();
        if (!mine) {
            return false;
        }
        List<Long> ids = new ArrayList<>();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        tx.handle()
                .createQuery("""
                        select id, topic, key, headers::text as headers, value, traceparent
                        from %s.outbox
                        where shard = :shard
                        order by id
                        limit :batch
                        """.formatted(schema))
                .bind("shard", shard)
                .bind("batch", BATCH)
                .map((row, context) -> {
                    ids.add(row.getLong("id"));
                    return record(
                            row.getString("topic"),
                            row.getString("key"),
                            row.getString("headers"),
                            row.getBytes("value"),
                            row.getString("traceparent"));
                })
                .forEach(record -> sent.add(sent(producer, record)));
        sent.forEach(send -> acknowledged(tx, send));
        tx.handle()
                .createUpdate("delete from %s.outbox where id = any(:ids)".formatted(schema))
                .bindArray("ids", Long.class, ids)
                .execute();
        return ids.size() == BATCH;
    }

    // signed here and not where the row is written: the current key is used, even for rows that waited
    private ProducerRecord<String, byte[]> record(
            String topic, String key, String headers, byte[] value, @Nullable String traceparent) {
        var record = new ProducerRecord<>(topic, key, value);
        if (traceparent != null) {
            record.headers().add(TraceParent.HEADER, traceparent.getBytes(StandardCharsets.UTF_8));
        }
        try {
            signer.sign(topic, key, JSON.readValue(headers, HEADERS), value)
                    .forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("headers of an outbox row are no JSON object: " + headers, e);
        }
        return record;
    }

    /** An unreachable broker makes each send wait; the first failure ends the batch. */
    private static Future<RecordMetadata> sent(
            Producer<String, byte[]> producer, ProducerRecord<String, byte[]> record) {
        Future<RecordMetadata> send = producer.send(record);
        if (send.isDone() && send.state() == Future.State.FAILED) {
            throw new KafkaException("the broker did not take a record", send.exceptionNow());
        }
        return send;
    }

    private static void acknowledged(Transaction tx, Future<RecordMetadata> send) {
        try {
            while (true) {
                try {
                    send.get(KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS);
                    return;
                } catch (TimeoutException e) {
                    tx.keepAlive();
                }
            }
        } catch (ExecutionException e) {
            throw new KafkaException("the broker did not take a record", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
