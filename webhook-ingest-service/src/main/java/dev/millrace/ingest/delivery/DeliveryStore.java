package dev.millrace.ingest.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.ingest.delivery.StoreReported.Earlier;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.trace.TraceParent;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of {@code ingest.webhook_inbox} as deliveries arrive, and of the related tables. */
@ApplicationScoped
class DeliveryStore {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a row became. */
    enum Added {
        /** the first with its GUID: it will be published */
        FIRST,
        /** another hook delivered the same GUID before: stored, not published */
        OTHER_HOOK,
        /** the same hook delivered it before: only the attempt is recorded */
        REPEAT
    }

    /**
     * Stores a delivery, or records that it arrived again. Of two transactions with one GUID the second waits for the
     * first, so exactly one of them is {@link Added#FIRST}.
     */
    Added add(Transaction tx, Delivery delivery) {
        String state = insert(tx, delivery);
        if (state == null) {
            addAttempt(tx, delivery);
            return Added.REPEAT;
        }
        return state.equals("PENDING") ? Added.FIRST : Added.OTHER_HOOK;
    }

    private @Nullable String insert(Transaction tx, Delivery delivery) {
        return tx.handle()
                .createQuery("""
                        with occurrence as (
                            insert into ingest.webhook_occurrence (instance, guid, first_seen_at)
                            values (:instance, :guid, :receivedAt)
                            on conflict do nothing
                            returning guid
                        ), stored as (
                            insert into ingest.webhook_inbox
                                   (forge, instance, connection_id, hook_id, guid, event, action, repository,
                                    record_key, shard, received_at, headers, content_type, body_bytes, body_sha256,
                                    traceparent, state, published_at)
                            select :forge, :instance, :connectionId, :hookId, :guid, :event, :action, :repository,
                                   :recordKey, :shard, :receivedAt, cast(:headers as jsonb), :contentType, :bodyBytes,
                                   :bodySha256, :traceparent,
                                   case when exists (select from occurrence) then 'PENDING' else 'REPEATED' end,
                                   case when exists (select from occurrence) then null
                                        else cast(:receivedAt as timestamptz) end
                            on conflict (guid, instance, hook_id) do nothing
                            returning id, state, received_at
                        ), content as (
                            insert into ingest.webhook_body (inbox_id, received_at, body)
                            select id, received_at, :body from stored
                        )
                        select state from stored
                        """)
                .bind("forge", delivery.forge())
                .bind("instance", delivery.id().instance())
                .bind("connectionId", delivery.connectionId().orElse(null))
                .bind("hookId", delivery.id().hookId())
                .bind("guid", delivery.id().guid())
                .bind("event", delivery.event())
                .bind("action", delivery.action().orElse(null))
                .bind("repository", delivery.repository().orElse(null))
                .bind("recordKey", delivery.recordKey())
                .bind("shard", delivery.shard())
                .bind("receivedAt", delivery.receivedAt())
                .bind("headers", json(delivery.headers()))
                .bind("contentType", delivery.call().contentType())
                .bindBinaryStream(
                        "body", delivery.body().open(), delivery.body().length())
                .bind("bodyBytes", delivery.body().length())
                .bind("bodySha256", sha256(delivery.body()))
                .bind("traceparent", TraceParent.current())
                .mapTo(String.class)
                .findOne()
                .orElse(null);
    }

    private void addAttempt(Transaction tx, Delivery delivery) {
        tx.handle()
                .createUpdate("""
                        insert into ingest.webhook_attempt (instance, hook_id, guid, received_at)
                        values (:instance, :hookId, :guid, :receivedAt)
                        """)
                .bind("instance", delivery.id().instance())
                .bind("hookId", delivery.id().hookId())
                .bind("guid", delivery.id().guid())
                .bind("receivedAt", delivery.receivedAt())
                .execute();
    }

    Optional<Earlier> findEarlier(Transaction tx, DeliveryId id) {
        return tx.handle()
                .createQuery("""
                        select delivery.received_at, headers, body
                          from ingest.webhook_inbox as delivery
                          left join ingest.webhook_body as content
                            on content.inbox_id = delivery.id and content.received_at = delivery.received_at
                         where guid = :guid and instance = :instance and hook_id = :hookId
                        """)
                .bind("guid", id.guid())
                .bind("instance", id.instance())
                .bind("hookId", id.hookId())
                .map((row, context) -> new Earlier(
                        row.getObject("received_at", OffsetDateTime.class).toInstant(),
                        headers(row.getString("headers")),
                        Optional.ofNullable(row.getBytes("body"))))
                .findOne();
    }

    void addQuarantined(Transaction tx, WebhookCall call, String reason) {
        tx.handle()
                .createUpdate("""
                        insert into ingest.webhook_quarantine (received_at, reason, headers, body)
                        values (:receivedAt, :reason, cast(:headers as jsonb), :body)
                        """)
                .bind("receivedAt", call.receivedAt())
                .bind("reason", reason)
                .bind("headers", json(call.keptHeaders()))
                .bindBinaryStream("body", call.body().open(), call.body().length())
                .execute();
    }

    void saveVerified(Transaction tx, DeliveryId id, Instant at) {
        tx.handle()
                .createUpdate("""
                        insert into ingest.hook (instance, hook_id, verified_at)
                        values (:instance, :hookId, :at)
                        on conflict (instance, hook_id) do update set verified_at = excluded.verified_at
                        """)
                .bind("instance", id.instance())
                .bind("hookId", id.hookId())
                .bind("at", at)
                .execute();
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

    private static byte[] sha256(ReceivedBody body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            body.update(digest);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
