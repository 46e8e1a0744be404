package dev.millrace.ingest.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.ingest.deadletter.DeadLetter.EventName;
import dev.millrace.ingest.deadletter.DeadLetter.Origin;
import dev.millrace.ingest.deadletter.DeadLetter.State;
import dev.millrace.ingest.page.PagePosition;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.meter.Waiting;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table {@code ingest.dead_letter}. */
@ApplicationScoped
class DeadLetterStore {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String COLUMNS = """
            id, service, topic, topic_partition, topic_offset, key, headers, coalesce(length(value), 0) as bytes,
            event_type, event_id, reason, attempt, first_dead_at, dead_at, state, decided_at
            """;

    /** Adds an open dead letter; false, and nothing is changed, if this record was added before. */
    boolean add(Transaction tx, DeadRecord record) {
        return tx.handle()
                        .createUpdate("""
                                insert into ingest.dead_letter (service, dead_partition, dead_offset, topic,
                                    topic_partition, topic_offset, key, headers, value, event_type, event_id, reason,
                                    attempt, first_dead_at, dead_at, state)
                                values (:service, :deadPartition, :deadOffset, :topic, :partition, :offset, :key,
                                    cast(:headers as jsonb), :value, :eventType, :eventId, :reason, :attempt,
                                    :firstDeadAt, :deadAt, 'OPEN')
                                on conflict (service, dead_partition, dead_offset) do nothing
                                """)
                        .bind("service", record.service())
                        .bind("deadPartition", record.deadPartition())
                        .bind("deadOffset", record.deadOffset())
                        .bind("topic", record.origin().topic())
                        .bind("partition", record.origin().partition().orElse(null))
                        .bind("offset", record.origin().offset().orElse(null))
                        .bind("key", record.origin().key().orElse(null))
                        .bind("headers", json(record.headers()))
                        .bind("value", record.value())
                        .bind("eventType", record.event().type().orElse(null))
                        .bind("eventId", record.event().id().orElse(null))
                        .bind("reason", record.reason())
                        .bind("attempt", record.attempt())
                        .bind("firstDeadAt", record.firstDeadAt())
                        .bind("deadAt", record.deadAt())
                        .execute()
                == 1;
    }

    /** Dead letters that match, newest first. */
    List<DeadLetter> list(Transaction tx, DeadLetterFilter filter, Optional<PagePosition> after, int atMost) {
        List<String> conditions = new ArrayList<>();
        Map<String, Object> values = new HashMap<>();
        filter.service().ifPresent(service -> {
            conditions.add("service = :service");
            values.put("service", service);
        });
        filter.topic().ifPresent(topic -> {
            conditions.add("topic = :topic");
            values.put("topic", topic);
        });
        // not a parameter: an index on one state fits only a constant
        filter.state().ifPresent(state -> conditions.add("state = '%s'".formatted(state.name())));
        after.ifPresent(position -> {
            conditions.add("(dead_at, id) < (:afterAt, :afterId)");
            values.put("afterAt", position.at());
            values.put("afterId", position.id());
        });
        return tx.handle()
                .createQuery("select %s from ingest.dead_letter where %s order by dead_at desc, id desc limit :atMost"
                        .formatted(COLUMNS, conditions.isEmpty() ? "true" : String.join(" and ", conditions)))
                .bindMap(values)
                .bind("atMost", atMost)
                .map((row, context) -> read(row))
                .list();
    }

    Optional<DeadLetter> find(Transaction tx, long id) {
        return tx.handle()
                .createQuery("select %s from ingest.dead_letter where id = :id".formatted(COLUMNS))
                .bind("id", id)
                .map((row, context) -> read(row))
                .findOne();
    }

    /** As {@link #find}; no other transaction decides on it until the end of this one. */
    Optional<DeadLetter> lock(Transaction tx, long id) {
        return tx.handle()
                .createQuery("select %s from ingest.dead_letter where id = :id for update".formatted(COLUMNS))
                .bind("id", id)
                .map((row, context) -> read(row))
                .findOne();
    }

    /** Empty for a tombstone. */
    Optional<byte[]> findValue(Transaction tx, long id) {
        return tx.handle()
                .createQuery("select value from ingest.dead_letter where id = :id and value is not null")
                .bind("id", id)
                .mapTo(byte[].class)
                .findOne();
    }

    void save(Transaction tx, long id, State decided, Instant at) {
        tx.handle()
                .createUpdate("""
                        update ingest.dead_letter
                           set state = :state, decided_at = :at
                         where id = :id and state = 'OPEN'
                        """)
                .bind("id", id)
                .bind("state", decided.name())
                .bind("at", at)
                .execute();
    }

    int removeDecided(Transaction tx, Instant before) {
        return tx.handle()
                .createUpdate("delete from ingest.dead_letter where decided_at < :before")
                .bind("before", before)
                .execute();
    }

    /** Open dead letters. */
    Waiting open(Transaction tx) {
        return Waiting.of(tx.handle().createQuery("""
                        select count(*) as waiting, min(dead_at) as since from ingest.dead_letter where state = 'OPEN'
                        """));
    }

    private static DeadLetter read(ResultSet row) throws SQLException {
        int partition = row.getInt("topic_partition");
        Optional<Integer> knownPartition = row.wasNull() ? Optional.empty() : Optional.of(partition);
        long offset = row.getLong("topic_offset");
        Optional<Long> knownOffset = row.wasNull() ? Optional.empty() : Optional.of(offset);
        return new DeadLetter(
                row.getLong("id"),
                row.getString("service"),
                new Origin(
                        row.getString("topic"), knownPartition, knownOffset, Optional.ofNullable(row.getString("key"))),
                new EventName(
                        Optional.ofNullable(row.getString("event_type")),
                        Optional.ofNullable(row.getString("event_id"))),
                row.getString("reason"),
                row.getInt("attempt"),
                row.getObject("first_dead_at", OffsetDateTime.class).toInstant(),
                row.getObject("dead_at", OffsetDateTime.class).toInstant(),
                State.valueOf(row.getString("state")),
                Optional.ofNullable(row.getObject("decided_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                row.getInt("bytes"),
                headers(row.getString("headers")));
    }

    private static Map<String, String> headers(String json) {
        try {
            return JSON.readValue(json, new TypeReference<Map<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("headers were written as an object of strings", e);
        }
    }

    private static String json(Map<String, String> headers) {
        try {
            return JSON.writeValueAsString(headers);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of strings is always writable", e);
        }
    }
}
