package dev.millrace.ingest.reconciliation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.ingest.delivery.DeliveryBytes;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;

/** Reads deliveries of {@code ingest.webhook_inbox} that describe a repository. */
@Singleton
final class LastDeliveryStore {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A delivery.
     *
     * @param headers as kept
     * @param delivered where it came from
     * @param json its payload, unless the form that it arrived in is broken
     */
    record LastDelivery(Map<String, String> headers, Delivered delivered, Optional<byte[]> json) {}

    /** The last one about a repository, of those whose event states its names and whose body is short. */
    Optional<LastDelivery> find(Transaction tx, String recordKey) {
        return tx.handle()
                .createQuery("""
                        select instance, guid, event, delivery.received_at, headers, content_type, body
                        from ingest.webhook_inbox delivery
                        join ingest.webhook_body content
                          on content.inbox_id = delivery.id and content.received_at = delivery.received_at
                        where record_key = :key and forge = 'github' and state = 'PUBLISHED' and body_bytes <= 1000000
                          and event in ('push', 'create', 'delete', 'pull_request', 'repository')
                        order by delivery.received_at desc, delivery.id desc
                        limit 1
                        """)
                .bind("key", recordKey)
                .map((row, context) -> delivery(row))
                .findOne();
    }

    private static LastDelivery delivery(ResultSet row) throws SQLException {
        Map<String, String> headers = headers(row.getString("headers"));
        return new LastDelivery(
                headers,
                new Delivered(
                        row.getString("instance"),
                        row.getString("guid"),
                        row.getString("event"),
                        row.getObject("received_at", OffsetDateTime.class).toInstant(),
                        headers),
                DeliveryBytes.json(row.getString("content_type"), row.getBytes("body")));
    }

    private static Map<String, String> headers(String json) {
        try {
            return JSON.readValue(json, new TypeReference<Map<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("headers were written as an object of strings", e);
        }
    }
}
