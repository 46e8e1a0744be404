package dev.millrace.git.retention;

import dev.millrace.kit.database.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads and deletes rows of the manifest for retention; {@code PackStore} writes them. */
final class RetentionStore {

    private static final int ROWS_AT_ONCE = 5_000;

    /** Retires what belongs to repositories that were deleted, as of their deletion. */
    int retireOfDeletedRepositories(Transaction tx, Instant deletedBefore) {
        return tx.handle().createUpdate("""
                        update git.pack p set retired_at = r.deleted_at
                        from git.repository r
                        where r.deleted_at < :before and p.repository_id = r.id and p.retired_at is null
                        """).bind("before", deletedBefore).execute();
    }

    /** Locks one retired pack that no other process is deleting. */
    Optional<PackRow> lockRetired(Transaction tx, Instant retiredBefore, Set<UUID> but) {
        return tx.handle()
                .createQuery("""
                        select id, repository_id from git.pack
                        where retired_at < :before and not (id = any(:but))
                        order by retired_at
                        limit 1
                        for update skip locked
                        """)
                .bind("before", retiredBefore)
                .bindArray("but", UUID.class, List.copyOf(but))
                .map((row, context) -> pack(row, "id"))
                .findOne();
    }

    void deletePack(Transaction tx, UUID id) {
        tx.handle()
                .createUpdate("delete from git.pack_file where pack_id = :id")
                .bind("id", id)
                .execute();
        tx.handle()
                .createUpdate("delete from git.pack where id = :id")
                .bind("id", id)
                .execute();
    }

    /** Locks one upload that was begun long ago and never committed. A commit that arrives this late waits, and fails. */
    Optional<PackRow> lockAbandoned(Transaction tx, Instant startedBefore, Set<UUID> but) {
        return tx.handle()
                .createQuery("""
                        select pack_id, repository_id from git.upload_intent
                        where started_at < :before and not (pack_id = any(:but))
                        order by started_at
                        limit 1
                        for update skip locked
                        """)
                .bind("before", startedBefore)
                .bindArray("but", UUID.class, List.copyOf(but))
                .map((row, context) -> pack(row, "pack_id"))
                .findOne();
    }

    boolean isInManifest(Transaction tx, UUID packId) {
        return tx.handle()
                .createQuery("select exists (select 1 from git.pack where id = :id)")
                .bind("id", packId)
                .mapTo(Boolean.class)
                .one();
    }

    void deleteIntent(Transaction tx, UUID packId) {
        tx.handle()
                .createUpdate("delete from git.upload_intent where pack_id = :id")
                .bind("id", packId)
                .execute();
    }

    /** At most a few thousand at once. */
    int deletePushes(Transaction tx, Instant before) {
        return tx.handle()
                .createUpdate("""
                        delete from git.push where id in (
                            select id from git.push where at < :before limit :limit for update skip locked)
                        """)
                .bind("before", before)
                .bind("limit", ROWS_AT_ONCE)
                .execute();
    }

    /** At most a few thousand at once. */
    int deleteRefMoves(Transaction tx, Instant before) {
        return tx.handle()
                .createUpdate("""
                        delete from git.ref_log where id in (
                            select id from git.ref_log where at < :before limit :limit for update skip locked)
                        """)
                .bind("before", before)
                .bind("limit", ROWS_AT_ONCE)
                .execute();
    }

    static boolean mayHoldMore(int deleted) {
        return deleted == ROWS_AT_ONCE;
    }

    /** Files of all packs of a repository, including retired ones. */
    List<PackFileRow> files(Transaction tx, UUID repositoryId) {
        return tx.handle()
                .createQuery("""
                        select p.id, p.retired_at is not null as retired, f.extension, f.size,
                               encode(f.sha256, 'hex') as sha256
                        from git.pack p
                        join git.pack_file f on f.pack_id = p.id
                        where p.repository_id = :id
                        """)
                .bind("id", repositoryId)
                .map((row, context) -> new PackFileRow(
                        row.getObject("id", UUID.class),
                        row.getBoolean("retired"),
                        row.getString("extension"),
                        row.getLong("size"),
                        row.getString("sha256")))
                .list();
    }

    /** Packs that are being uploaded, or whose upload has an unknown outcome. */
    Set<UUID> intents(Transaction tx, UUID repositoryId) {
        return tx.handle()
                .createQuery("select pack_id from git.upload_intent where repository_id = :id")
                .bind("id", repositoryId)
                .mapTo(UUID.class)
                .set();
    }

    /** Records uploads that have no process, so that they are deleted once they are old enough. */
    void addAbandoned(Transaction tx, UUID repositoryId, Collection<UUID> packs, Instant at) {
        tx.handle()
                .createUpdate("""
                        insert into git.upload_intent (pack_id, repository_id, node, started_at)
                        select id, :repositoryId, 'unknown', :at from unnest(:ids) as unknown (id)
                        on conflict do nothing
                        """)
                .bind("repositoryId", repositoryId)
                .bind("at", at)
                .bindArray("ids", UUID.class, List.copyOf(packs))
                .execute();
    }

    private static PackRow pack(ResultSet row, String id) throws SQLException {
        return new PackRow(row.getObject(id, UUID.class), row.getObject("repository_id", UUID.class));
    }
}
