package dev.millrace.kit.consume;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.record.SignedRecords;
import dev.millrace.kit.meter.Waiting;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The tables {@code parked_key} and {@code parked_record} of one schema. */
final class ParkedKeyStore {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String schema;

    ParkedKeyStore(String schema) {
        this.schema = schema;
    }

    /** The key, if it is parked; no other transaction changes it, or what waits behind it, until the end of this one. */
    Optional<ParkedKey> lock(Transaction tx, String topic, String key) {
        return tx.handle()
                .createQuery("""
                        select topic, key, head_partition, head_offset, waiting
                        from %s.parked_key
                        where topic = :topic and key = :key
                        for update
                        """.formatted(schema))
                .bind("topic", topic)
                .bind("key", key)
                .map((row, context) -> read(row))
                .findOne();
    }

    /** Parks the key behind this record; false, and nothing is changed, if it is parked already. */
    boolean park(Transaction tx, String topic, String key, RecordPosition head) {
        return tx.handle()
                        .createUpdate("""
                                insert into %s.parked_key (topic, key, head_partition, head_offset)
                                values (:topic, :key, :partition, :offset)
                                on conflict (topic, key) do nothing
                                """.formatted(schema))
                        .bind("topic", topic)
                        .bind("key", key)
                        .bind("partition", head.partition())
                        .bind("offset", head.offset())
                        .execute()
                == 1;
    }

    /** Parks a key that is parked behind this record instead. */
    void updateHead(Transaction tx, String topic, String key, RecordPosition head) {
        tx.handle()
                .createUpdate("""
                        update %s.parked_key set head_partition = :partition, head_offset = :offset
                        where topic = :topic and key = :key
                        """.formatted(schema))
                .bind("topic", topic)
                .bind("key", key)
                .bind("partition", head.partition())
                .bind("offset", head.offset())
                .execute();
    }

    /** What waits behind the head may be processed. */
    void removeHead(Transaction tx, String topic, String key) {
        tx.handle()
                .createUpdate("""
                        update %s.parked_key set head_partition = null, head_offset = null
                        where topic = :topic and key = :key
                        """.formatted(schema))
                .bind("topic", topic)
                .bind("key", key)
                .execute();
    }

    /** Ends that the key is parked; nothing may wait. */
    void remove(Transaction tx, String topic, String key) {
        tx.handle()
                .createUpdate("delete from %s.parked_key where topic = :topic and key = :key".formatted(schema))
                .bind("topic", topic)
                .bind("key", key)
                .execute();
    }

    /** Lets a record wait behind all others of its key; false, and nothing is changed, if it waits already. */
    boolean add(Transaction tx, ConsumerRecord<String, byte[]> record) {
        boolean added = tx.handle()
                        .createUpdate("""
                                insert into %s.parked_record (topic, key, topic_partition, topic_offset, headers, value)
                                values (:topic, :key, :partition, :offset, cast(:headers as jsonb), :value)
                                on conflict (topic, topic_partition, topic_offset) do nothing
                                """.formatted(schema))
                        .bind("topic", record.topic())
                        .bind("key", record.key())
                        .bind("partition", record.partition())
                        .bind("offset", record.offset())
                        .bind("headers", json(record))
                        .bind("value", record.value())
                        .execute()
                == 1;
        if (added) {
            count(tx, record.topic(), record.key(), 1);
        }
        return added;
    }

    /** The record that waits longest, as it was read. */
    Optional<ConsumerRecord<String, byte[]>> findOldest(Transaction tx, String topic, String key) {
        return tx.handle()
                .createQuery("""
                        select topic, key, topic_partition, topic_offset, headers, value
                        from %s.parked_record
                        where topic = :topic and key = :key
                        order by id
                        limit 1
                        """.formatted(schema))
                .bind("topic", topic)
                .bind("key", key)
                .map((row, context) -> readRecord(row))
                .findOne();
    }

    /** Removes a record that waited. */
    void removeRecord(Transaction tx, ConsumerRecord<String, byte[]> record) {
        tx.handle()
                .createUpdate("""
                        delete from %s.parked_record
                        where topic = :topic and topic_partition = :partition and topic_offset = :offset
                        """.formatted(schema))
                .bind("topic", record.topic())
                .bind("partition", record.partition())
                .bind("offset", record.offset())
                .execute();
        count(tx, record.topic(), record.key(), -1);
    }

    /** The key with the most records that wait. */
    Waiting longest(Transaction tx) {
        return Waiting.of(tx.handle()
                .createQuery("select coalesce(max(waiting), 0) as waiting, min(parked_at) as since from %s.parked_key"
                        .formatted(schema)));
    }

    private void count(Transaction tx, String topic, String key, int more) {
        tx.handle()
                .createUpdate("update %s.parked_key set waiting = waiting + :more where topic = :topic and key = :key"
                        .formatted(schema))
                .bind("topic", topic)
                .bind("key", key)
                .bind("more", more)
                .execute();
    }

    private static ParkedKey read(ResultSet row) throws SQLException {
        int partition = row.getInt("head_partition");
        Optional<RecordPosition> head = row.wasNull()
                ? Optional.empty()
                : Optional.of(new RecordPosition(partition, row.getLong("head_offset")));
        return new ParkedKey(row.getString("topic"), row.getString("key"), head, row.getInt("waiting"));
    }

    private static ConsumerRecord<String, byte[]> readRecord(ResultSet row) throws SQLException {
        var record = new ConsumerRecord<>(
                row.getString("topic"),
                row.getInt("topic_partition"),
                row.getLong("topic_offset"),
                row.getString("key"),
                row.getBytes("value"));
        headers(row.getString("headers"))
                .forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    private static Map<String, String> headers(String json) {
        try {
            return JSON.readValue(json, new TypeReference<Map<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("headers were written as an object of strings", e);
        }
    }

    private static String json(ConsumerRecord<String, byte[]> record) {
        try {
            return JSON.writeValueAsString(storable(record));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of strings is always writable", e);
        }
    }

    /** The headers of a record as PostgreSQL can store them: its text cannot contain NUL. */
    static Map<String, String> storable(ConsumerRecord<String, byte[]> record) {
        return SignedRecords.headers(record).entrySet().stream()
                .collect(Collectors.toMap(
                        header -> storable(header.getKey()),
                        header -> storable(header.getValue()),
                        (one, other) -> other));
    }

    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }
}
