package dev.millrace.pipeline.store;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The table {@code pipeline.team_value}. */
@Singleton
final class ValueStore {

    /** A value as it is stored. The bytes are not compared. */
    @SuppressWarnings("ArrayRecordComponent")
    record Row(String key, byte[] value, Instant updatedAt, String updatedBy) {}

    /** Makes changes of one team one at a time, until the end of the transaction: there is no row to lock for a new key. */
    void lock(Transaction tx, String team) {
        tx.handle()
                .createQuery("select pg_advisory_xact_lock(hashtextextended('pipeline.team_value/' || :team, 0))")
                .bind("team", team)
                .mapToMap()
                .list();
    }

    List<Row> page(Transaction tx, String team, StoreKind store, Optional<String> after, int limit) {
        return tx.handle()
                .createQuery("""
                        select key, value, updated_at, updated_by from pipeline.team_value
                        where team = :team and store = :store and key > :after
                        order by key limit :limit
                        """)
                .bind("team", team)
                .bind("store", store.wireName())
                .bind("after", after.orElse(""))
                .bind("limit", limit)
                .map((row, context) -> row(row))
                .list();
    }

    List<Row> find(Transaction tx, String team, StoreKind store, Set<String> keys) {
        return tx.handle()
                .createQuery("""
                        select key, value, updated_at, updated_by from pipeline.team_value
                        where team = :team and store = :store and key = any(:keys)
                        """)
                .bind("team", team)
                .bind("store", store.wireName())
                .bindArray("keys", String.class, keys.toArray())
                .map((row, context) -> row(row))
                .list();
    }

    int count(Transaction tx, String team, StoreKind store) {
        return tx.handle()
                .createQuery("select count(*) from pipeline.team_value where team = :team and store = :store")
                .bind("team", team)
                .bind("store", store.wireName())
                .mapTo(Integer.class)
                .one();
    }

    void save(Transaction tx, String team, StoreKind store, Row value) {
        tx.handle()
                .createUpdate("""
                        insert into pipeline.team_value (team, store, key, value, updated_at, updated_by)
                        values (:team, :store, :key, :value, :at, :by)
                        on conflict (team, store, key) do update
                        set value = excluded.value, updated_at = excluded.updated_at, updated_by = excluded.updated_by
                        """)
                .bind("team", team)
                .bind("store", store.wireName())
                .bind("key", value.key())
                .bind("value", value.value())
                .bind("at", value.updatedAt().atOffset(ZoneOffset.UTC))
                .bind("by", value.updatedBy())
                .execute();
    }

    boolean delete(Transaction tx, String team, StoreKind store, String key) {
        return tx.handle()
                        .createUpdate(
                                "delete from pipeline.team_value where team = :team and store = :store and key = :key")
                        .bind("team", team)
                        .bind("store", store.wireName())
                        .bind("key", key)
                        .execute()
                > 0;
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getString("key"),
                row.getBytes("value"),
                row.getTimestamp("updated_at").toInstant(),
                row.getString("updated_by"));
    }
}
