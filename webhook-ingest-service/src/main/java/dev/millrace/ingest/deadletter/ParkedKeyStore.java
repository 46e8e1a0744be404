package dev.millrace.ingest.deadletter;

import dev.millrace.ingest.page.PagePosition;
import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table {@code ingest.dead_letter_key}. */
@ApplicationScoped
class ParkedKeyStore {

    /** The record is the dead letter of its key from now on. */
    void save(Transaction tx, DeadRecord record, String key, int waiting) {
        tx.handle()
                .createUpdate("""
                        insert into ingest.dead_letter_key
                            (service, topic, key, dead_partition, dead_offset, waiting, parked_at)
                        values (:service, :topic, :key, :partition, :offset, :waiting, :at)
                        on conflict (service, topic, key) do update
                           set dead_partition = excluded.dead_partition, dead_offset = excluded.dead_offset,
                               waiting = excluded.waiting
                        """)
                .bind("service", record.service())
                .bind("topic", record.origin().topic())
                .bind("key", key)
                .bind("partition", record.deadPartition())
                .bind("offset", record.deadOffset())
                .bind("waiting", waiting)
                .bind("at", record.deadAt())
                .execute();
    }

    /** So many records wait now. */
    void saveWaiting(Transaction tx, String service, String topic, String key, int waiting) {
        tx.handle()
                .createUpdate("""
                        update ingest.dead_letter_key set waiting = :waiting
                        where service = :service and topic = :topic and key = :key
                        """)
                .bind("service", service)
                .bind("topic", topic)
                .bind("key", key)
                .bind("waiting", waiting)
                .execute();
    }

    /** The key is no longer parked. */
    void remove(Transaction tx, String service, String topic, String key) {
        tx.handle()
                .createUpdate("""
                        delete from ingest.dead_letter_key where service = :service and topic = :topic and key = :key
                        """)
                .bind("service", service)
                .bind("topic", topic)
                .bind("key", key)
                .execute();
    }

    /** Parked keys, those parked last first. */
    List<ParkedKey> list(Transaction tx, Optional<String> service, Optional<PagePosition> after, int atMost) {
        Map<String, Object> values = new HashMap<>();
        service.ifPresent(name -> values.put("service", name));
        after.ifPresent(position -> {
            values.put("afterAt", position.at());
            values.put("afterId", position.id());
        });
        String ofService = service.isPresent() ? "parked.service = :service" : "true";
        String behind = after.isPresent() ? "(parked.parked_at, parked.id) < (:afterAt, :afterId)" : "true";
        return tx.handle()
                .createQuery("""
                        select parked.id, parked.service, parked.topic, parked.key, parked.waiting, parked.parked_at,
                               letter.id as letter, letter.state
                        from ingest.dead_letter_key parked
                        left join ingest.dead_letter letter
                          on letter.service = parked.service
                         and letter.dead_partition = parked.dead_partition
                         and letter.dead_offset = parked.dead_offset
                        where %s and %s
                        order by parked.parked_at desc, parked.id desc
                        limit :atMost
                        """.formatted(ofService, behind))
                .bindMap(values)
                .bind("atMost", atMost)
                .map((row, context) -> read(row))
                .list();
    }

    private static ParkedKey read(ResultSet row) throws SQLException {
        long letter = row.getLong("letter");
        Optional<Long> deadLetter = row.wasNull() ? Optional.empty() : Optional.of(letter);
        Instant parkedAt = row.getObject("parked_at", OffsetDateTime.class).toInstant();
        return new ParkedKey(
                row.getLong("id"),
                row.getString("service"),
                row.getString("topic"),
                row.getString("key"),
                deadLetter,
                Optional.ofNullable(row.getString("state")).map(DeadLetter.State::valueOf),
                row.getInt("waiting"),
                parkedAt);
    }
}
