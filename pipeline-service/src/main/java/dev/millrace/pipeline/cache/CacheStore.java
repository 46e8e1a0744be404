package dev.millrace.pipeline.cache;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table {@code pipeline.cache_entry}. */
@Singleton
final class CacheStore {

    private static final String FIND = """
            select id, team, upstream_key, scope, name, hash, files, bytes, object_bytes, object_key, saved_at
            from pipeline.cache_entry
            where team = :team and upstream_key = :key and scope = :scope and name = :name
            """;

    /** The cache of a content. */
    Optional<CacheRow> find(Transaction tx, CacheScope of, String scope, String name, String hash) {
        return tx.handle()
                .createQuery(FIND + " and hash = :hash")
                .bind("team", of.team())
                .bind("key", of.upstreamKey())
                .bind("scope", scope)
                .bind("name", name)
                .bind("hash", hash)
                .map((row, context) -> cache(row))
                .findOne();
    }

    /** The newest cache of a name, whatever its content. */
    Optional<CacheRow> newest(Transaction tx, CacheScope of, String scope, String name) {
        return tx.handle()
                .createQuery(FIND + " order by saved_at desc limit 1")
                .bind("team", of.team())
                .bind("key", of.upstreamKey())
                .bind("scope", scope)
                .bind("name", name)
                .map((row, context) -> cache(row))
                .findOne();
    }

    void noteUse(Transaction tx, UUID id, Instant now) {
        tx.handle()
                .createUpdate("update pipeline.cache_entry set used_at = :now where id = :id and used_at < :now")
                .bind("id", id)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /** Caches of one repository are added one after the other: they have one limit together. */
    void lock(Transaction tx, CacheRow cache) {
        tx.handle()
                .createQuery("select 1 from pg_advisory_xact_lock(hashtext('pipeline.cache_entry'), hashtext(:of))")
                .bind("of", cache.team() + "/" + cache.upstreamKey())
                .mapTo(Integer.class)
                .one();
    }

    /** False if there is one of this content. */
    boolean add(Transaction tx, CacheRow cache) {
        return tx.handle()
                        .createUpdate("""
                        insert into pipeline.cache_entry (id, team, upstream_key, scope, name, hash, files, bytes,
                            object_bytes, object_key, saved_at, used_at)
                        values (:id, :team, :upstream, :scope, :name, :hash, :files, :bytes, :objectBytes, :key, :now, :now)
                        on conflict (team, upstream_key, scope, name, hash) do nothing
                        """)
                        .bind("id", cache.id())
                        .bind("team", cache.team())
                        .bind("upstream", cache.upstreamKey())
                        .bind("scope", cache.scope())
                        .bind("name", cache.name())
                        .bind("hash", cache.hash())
                        .bind("files", cache.files())
                        .bind("bytes", cache.bytes())
                        .bind("objectBytes", cache.objectBytes())
                        .bind("key", cache.objectKey())
                        .bind("now", cache.savedAt().atOffset(ZoneOffset.UTC))
                        .execute()
                > 0;
    }

    /**
     * Deletes those of a repository that were not used for longest, until the others fit; returns the keys of their objects.
     *
     * @param added stays
     */
    List<String> trim(Transaction tx, CacheRow added, long mostBytes) {
        return tx.handle()
                .createQuery("""
                        delete from pipeline.cache_entry c
                        using (select id, sum(object_bytes) over (order by id <> :id, used_at desc, id) as total
                               from pipeline.cache_entry
                               where team = :team and upstream_key = :upstream) ranked
                        where c.id = ranked.id and c.id <> :id and ranked.total > :most
                        returning c.object_key
                        """)
                .bind("id", added.id())
                .bind("team", added.team())
                .bind("upstream", added.upstreamKey())
                .bind("most", mostBytes)
                .mapTo(String.class)
                .list();
    }

    /** Deletes one; returns the key of its object, if it was there. */
    Optional<String> delete(Transaction tx, UUID id) {
        return tx.handle()
                .createQuery("delete from pipeline.cache_entry where id = :id returning object_key")
                .bind("id", id)
                .mapTo(String.class)
                .findOne();
    }

    /** Deletes those that were not used since a time; returns the keys of their objects. */
    List<String> deleteUnused(Transaction tx, Instant since, int most) {
        return tx.handle()
                .createQuery("""
                        delete from pipeline.cache_entry
                        where id in (select id from pipeline.cache_entry where used_at < :since
                                     order by used_at limit :most for update skip locked)
                        returning object_key
                        """)
                .bind("since", since.atOffset(ZoneOffset.UTC))
                .bind("most", most)
                .mapTo(String.class)
                .list();
    }

    private static CacheRow cache(ResultSet row) throws SQLException {
        return new CacheRow(
                row.getObject("id", UUID.class),
                row.getString("team"),
                row.getString("upstream_key"),
                row.getString("scope"),
                row.getString("name"),
                row.getString("hash"),
                row.getInt("files"),
                row.getLong("bytes"),
                row.getLong("object_bytes"),
                row.getString("object_key"),
                row.getTimestamp("saved_at").toInstant());
    }
}
