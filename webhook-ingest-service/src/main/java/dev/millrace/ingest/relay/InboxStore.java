package dev.millrace.ingest.relay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.ingest.delivery.Shards;
import dev.millrace.ingest.relay.PendingDelivery.Origin;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.meter.Waiting;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;

/** Rows of {@code ingest.webhook_inbox} that are to be published. */
@ApplicationScoped
class InboxStore {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Locks the shards that no other instance owns now, until the end of the transaction. */
    List<Integer> own(Transaction tx, int shards) {
        return tx.handle()
                .createQuery("""
                        select shard
                          from generate_series(0, :shards - 1) as shard
                         where pg_try_advisory_xact_lock(:lockClass, shard)
                        """)
                .bind("shards", shards)
                .bind("lockClass", Shards.LOCK_CLASS)
                .mapTo(Integer.class)
                .list();
    }

    /**
     * Pending rows of these shards, oldest first. It must be a separate statement after {@link #own}: only then does it see
     * what the previous owner has marked.
     *
     * @param atMost rows
     * @param bytes total size of the bodies; at least one row is returned whatever its size
     */
    List<PendingDelivery> pending(Transaction tx, List<Integer> shards, int atMost, long bytes) {
        tx.handle().registerArrayType(Integer.class, "int4");
        return tx.handle()
                .createQuery("""
                        with waiting as (
                            select id, body_bytes
                              from ingest.webhook_inbox
                             where published_at is null and shard = any(:shards)
                             order by id
                             limit :atMost
                        ), fitting as (
                            select id, sum(body_bytes) over (order by id) - body_bytes as bytes_before
                              from waiting
                        )
                        select delivery.id, instance, hook_id, guid, event, record_key, delivery.received_at, headers,
                               content_type, body, traceparent
                          from fitting
                          join ingest.webhook_inbox as delivery using (id)
                          join ingest.webhook_body as content
                            on content.inbox_id = delivery.id and content.received_at = delivery.received_at
                         where bytes_before < :bytes
                         order by delivery.id
                        """)
                .bindArray("shards", Integer.class, shards)
                .bind("atMost", atMost)
                .bind("bytes", bytes)
                .map((row, context) -> read(row))
                .list();
    }

    /** Deliveries that are not published. */
    Waiting waiting(Transaction tx) {
        return Waiting.of(tx.handle().createQuery("""
                        select count(*) as waiting, min(received_at) as since
                        from ingest.webhook_inbox
                        where published_at is null
                        """));
    }

    void savePublished(Transaction tx, List<Long> ids, Instant at) {
        tx.handle().registerArrayType(Long.class, "int8");
        tx.handle()
                .createUpdate("""
                        update ingest.webhook_inbox
                           set state = 'PUBLISHED', published_at = :at
                         where id = any(:ids) and published_at is null
                        """)
                .bindArray("ids", Long.class, ids)
                .bind("at", at)
                .execute();
    }

    void savePoison(Transaction tx, long id, String reason, Instant at) {
        tx.handle()
                .createUpdate("""
                        update ingest.webhook_inbox
                           set state = 'POISON', reason = :reason, published_at = :at
                         where id = :id and published_at is null
                        """)
                .bind("id", id)
                .bind("reason", reason)
                .bind("at", at)
                .execute();
    }

    private static PendingDelivery read(ResultSet row) throws SQLException {
        return new PendingDelivery(
                row.getLong("id"),
                new Origin(
                        row.getString("instance"),
                        row.getString("hook_id"),
                        row.getString("guid"),
                        row.getString("event"),
                        row.getString("record_key"),
                        row.getObject("received_at", OffsetDateTime.class).toInstant()),
                headers(row.getString("headers")),
                row.getString("content_type"),
                row.getBytes("body"),
                row.getString("traceparent"));
    }

    private static Map<String, String> headers(String json) {
        try {
            return JSON.readValue(json, new TypeReference<Map<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("headers were written as an object of strings", e);
        }
    }
}
