package dev.millrace.ingest.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.ingest.archive.StoredDelivery.Origin;
import dev.millrace.ingest.archive.StoredDelivery.State;
import dev.millrace.ingest.page.PagePosition;
import dev.millrace.kit.database.Transaction;
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
import org.jspecify.annotations.Nullable;

/** Rows of {@code ingest.webhook_inbox} and {@code ingest.webhook_body}, for reading. */
@ApplicationScoped
class ArchiveStore {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_ATTEMPTS = 100;

    private static final String COLUMNS = """
            id, forge, instance, connection_id, hook_id, guid, event, action, repository, record_key, received_at,
            published_at, state, reason, body_bytes
            """;

    /** Deliveries that match, newest first. */
    List<StoredDelivery> list(Transaction tx, DeliveryFilter filter, Optional<PagePosition> after, int atMost) {
        var where = Where.of(filter);
        after.ifPresent(position -> where.and("(received_at, id) < (:afterAt, :afterId)", "afterAt", position.at())
                .bind("afterId", position.id()));
        return tx.handle()
                .createQuery(
                        "select %s from ingest.webhook_inbox where %s order by received_at desc, id desc limit :atMost"
                                .formatted(COLUMNS, where.sql()))
                .bindMap(where.values())
                .bind("atMost", atMost)
                .map((row, context) -> read(row))
                .list();
    }

    Optional<DeliveryDetail> find(Transaction tx, long id) {
        return tx.handle()
                .createQuery("""
                        select %s, content_type, headers,
                               exists (select
                                         from ingest.webhook_body as content
                                        where content.inbox_id = delivery.id
                                          and content.received_at = delivery.received_at) as has_body
                          from ingest.webhook_inbox as delivery
                         where id = :id
                        """.formatted(COLUMNS))
                .bind("id", id)
                .map((row, context) -> {
                    StoredDelivery delivery = read(row);
                    return new DeliveryDetail(
                            delivery,
                            row.getString("content_type"),
                            headers(row.getString("headers")),
                            row.getBoolean("has_body"),
                            attempts(tx, delivery.origin()),
                            others(tx, delivery));
                })
                .findOne();
    }

    /** The bytes as received; empty if they are no longer stored. */
    Optional<byte[]> findBody(Transaction tx, StoredDelivery delivery) {
        return tx.handle()
                .createQuery("select body from ingest.webhook_body where inbox_id = :id and received_at = :receivedAt")
                .bind("id", delivery.id())
                .bind("receivedAt", delivery.receivedAt())
                .mapTo(byte[].class)
                .findOne();
    }

    /**
     * For each of these deliveries, the one of the same occurrence that is published.
     *
     * @return by the ids that were given; unknown ones are absent
     */
    Map<Long, Long> findPublished(Transaction tx, List<Long> ids) {
        tx.handle().registerArrayType(Long.class, "int8");
        Map<Long, Long> published = new HashMap<>();
        tx.handle()
                .createQuery("""
                        select given.id, coalesce(first.id, given.id) as first_id
                          from ingest.webhook_inbox as given
                          left join ingest.webhook_inbox as first
                            on first.guid = given.guid and first.instance = given.instance
                               and first.state <> 'REPEATED'
                         where given.id = any(:ids)
                        """)
                .bindArray("ids", Long.class, ids)
                .map((row, context) -> published.put(row.getLong("id"), row.getLong("first_id")))
                .list();
        return published;
    }

    /** Deliveries with this GUID that are published, one for each forge. */
    List<Long> findByGuid(Transaction tx, String guid, Optional<String> host) {
        var where = new Where();
        where.and("guid = :guid", "guid", guid);
        host.ifPresent(name -> where.and("instance = :host", "host", name));
        return tx.handle()
                .createQuery("select id from ingest.webhook_inbox where %s and state <> 'REPEATED' order by id"
                        .formatted(where.sql()))
                .bindMap(where.values())
                .mapTo(Long.class)
                .list();
    }

    private static List<Instant> attempts(Transaction tx, Origin origin) {
        return tx.handle()
                .createQuery("""
                        select received_at
                          from ingest.webhook_attempt
                         where guid = :guid and instance = :host and hook_id = :hookId
                         order by received_at
                         limit :atMost
                        """)
                .bind("guid", origin.guid())
                .bind("host", origin.host())
                .bind("hookId", origin.hookId())
                .bind("atMost", MOST_ATTEMPTS)
                .map((row, context) -> instant(row, "received_at"))
                .list();
    }

    private static List<StoredDelivery> others(Transaction tx, StoredDelivery delivery) {
        return tx.handle()
                .createQuery("""
                        select %s
                          from ingest.webhook_inbox
                         where guid = :guid and instance = :host and id <> :id
                         order by id
                         limit :atMost
                        """.formatted(COLUMNS))
                .bind("guid", delivery.origin().guid())
                .bind("host", delivery.origin().host())
                .bind("id", delivery.id())
                .bind("atMost", MOST_ATTEMPTS)
                .map((row, context) -> read(row))
                .list();
    }

    private static StoredDelivery read(ResultSet row) throws SQLException {
        return new StoredDelivery(
                row.getLong("id"),
                new Origin(
                        row.getString("forge"),
                        row.getString("instance"),
                        Optional.ofNullable(row.getString("connection_id")),
                        row.getString("hook_id"),
                        row.getString("guid"),
                        row.getString("event"),
                        Optional.ofNullable(row.getString("action")),
                        Optional.ofNullable(row.getString("repository")),
                        row.getString("record_key")),
                instant(row, "received_at"),
                Optional.ofNullable(row.getObject("published_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                State.valueOf(row.getString("state")),
                Optional.ofNullable(row.getString("reason")),
                row.getInt("body_bytes"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static Map<String, String> headers(String json) {
        try {
            return JSON.readValue(json, new TypeReference<Map<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("headers were written as an object of strings", e);
        }
    }

    /** Conditions on {@code ingest.webhook_inbox}, joined by {@code and}: only those that are set, so that an index fits. */
    static final class Where {

        private final List<String> conditions = new ArrayList<>();
        private final Map<String, Object> values = new HashMap<>();

        static Where of(DeliveryFilter filter) {
            var where = new Where();
            where.and("forge = :forge", "forge", filter.forge().orElse(null));
            where.and("instance = :host", "host", filter.host().orElse(null));
            where.and("record_key = :recordKey", "recordKey", filter.recordKey().orElse(null));
            where.and(
                    "repository = :repository",
                    "repository",
                    filter.repository().orElse(null));
            where.and("event = :event", "event", filter.event().orElse(null));
            // not a parameter: an index on one state fits only a constant
            filter.state().ifPresent(state -> where.and("state = '%s'".formatted(state.name())));
            where.and("received_at >= :from", "from", filter.from().orElse(null));
            where.and("received_at < :to", "to", filter.to().orElse(null));
            return where;
        }

        /** Adds a condition if it has a value. */
        Where and(String condition, String name, @Nullable Object value) {
            return value == null ? this : and(condition).bind(name, value);
        }

        Where and(String condition) {
            conditions.add(condition);
            return this;
        }

        Where bind(String name, Object value) {
            values.put(name, value);
            return this;
        }

        String sql() {
            return conditions.isEmpty() ? "true" : String.join(" and ", conditions);
        }

        Map<String, Object> values() {
            return values;
        }
    }
}
