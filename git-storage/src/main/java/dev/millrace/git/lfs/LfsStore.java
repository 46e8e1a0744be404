package dev.millrace.git.lfs;

import dev.millrace.kit.database.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.Query;

/** Rows of {@code git.lfs_object} and {@code git.lfs_upload}, and what garbage collection needs of {@code git.lfs_lock}. */
final class LfsStore {

    Map<LfsOid, Long> sizes(Transaction tx, UUID repositoryId, Collection<LfsOid> oids) {
        return tx.handle()
                .createQuery("""
                        select encode(oid, 'hex') as oid, size from git.lfs_object
                        where repository_id = :repositoryId
                          and oid in (select decode(hex, 'hex') from unnest(:oids) as asked (hex))
                        """)
                .bind("repositoryId", repositoryId)
                .bindArray(
                        "oids", String.class, oids.stream().map(LfsOid::value).toList())
                .reduceRows(new HashMap<>(), (sizes, row) -> {
                    sizes.put(new LfsOid(row.getColumn("oid", String.class)), row.getColumn("size", Long.class));
                    return sizes;
                });
    }

    long total(Transaction tx, UUID repositoryId) {
        return tx.handle()
                .createQuery("select coalesce(sum(size), 0) from git.lfs_object where repository_id = :repositoryId")
                .bind("repositoryId", repositoryId)
                .mapTo(Long.class)
                .one();
    }

    Optional<LfsObjectRow> find(Transaction tx, UUID repositoryId, LfsOid oid) {
        return rows(tx.handle()
                        .createQuery("""
                                select repository_id, encode(oid, 'hex') as oid, size, upload_id from git.lfs_object
                                where repository_id = :repositoryId and oid = :oid
                                """)
                        .bind("repositoryId", repositoryId)
                        .bind("oid", oid.bytes()))
                .stream()
                .findFirst();
    }

    void addIntent(Transaction tx, LfsObjectRow row, String node, Instant at) {
        tx.handle()
                .createUpdate("""
                        insert into git.lfs_upload (id, repository_id, oid, node, started_at)
                        values (:id, :repositoryId, :oid, :node, :at)
                        """)
                .bind("id", row.uploadId())
                .bind("repositoryId", row.repositoryId())
                .bind("oid", row.oid().bytes())
                .bind("node", node)
                .bind("at", at)
                .execute();
    }

    /**
     * Makes an upload an object of its repository, unless it has that object; the intent is removed only if it did not.
     *
     * @throws IllegalStateException if the intent is gone, and its file with it
     */
    boolean add(Transaction tx, LfsObjectRow row, String actor, Instant at) {
        boolean added = tx.handle()
                        .createUpdate("""
                                insert into git.lfs_object (repository_id, oid, size, upload_id, actor, created_at)
                                values (:repositoryId, :oid, :size, :uploadId, :actor, :at)
                                on conflict (repository_id, oid) do nothing
                                """)
                        .bind("repositoryId", row.repositoryId())
                        .bind("oid", row.oid().bytes())
                        .bind("size", row.size())
                        .bind("uploadId", row.uploadId())
                        .bind("actor", actor)
                        .bind("at", at)
                        .execute()
                == 1;
        if (added && !deleteIntent(tx, row.uploadId())) {
            throw new IllegalStateException(
                    "upload %s was removed by garbage collection before it ended".formatted(row.uploadId()));
        }
        return added;
    }

    boolean deleteIntent(Transaction tx, UUID upload) {
        return tx.handle()
                        .createUpdate("delete from git.lfs_upload where id = :id")
                        .bind("id", upload)
                        .execute()
                == 1;
    }

    List<LfsObjectRow> lockAbandoned(Transaction tx, Instant before, int limit) {
        return rows(tx.handle().createQuery("""
                        select repository_id, encode(oid, 'hex') as oid, -1 as size, id as upload_id
                        from git.lfs_upload
                        where started_at < :before
                        order by started_at
                        limit :limit
                        for update skip locked
                        """).bind("before", before).bind("limit", limit));
    }

    List<LfsObjectRow> lockDeleted(Transaction tx, Instant before, int limit) {
        return rows(tx.handle().createQuery("""
                        select o.repository_id, encode(o.oid, 'hex') as oid, o.size, o.upload_id
                        from git.lfs_object o
                        join git.repository r on r.id = o.repository_id
                        where r.deleted_at < :before
                        limit :limit
                        for update of o skip locked
                        """).bind("before", before).bind("limit", limit));
    }

    void deleteIntents(Transaction tx, List<LfsObjectRow> intents) {
        tx.handle()
                .createUpdate("delete from git.lfs_upload where id = any(:ids)")
                .bindArray("ids", UUID.class, uploads(intents))
                .execute();
    }

    void delete(Transaction tx, List<LfsObjectRow> objects) {
        tx.handle()
                .createUpdate("delete from git.lfs_object where upload_id = any(:ids)")
                .bindArray("ids", UUID.class, uploads(objects))
                .execute();
    }

    void deleteLocksOfDeleted(Transaction tx, Instant before) {
        tx.handle().createUpdate("""
                        delete from git.lfs_lock l using git.repository r
                        where r.id = l.repository_id and r.deleted_at < :before
                        """).bind("before", before).execute();
    }

    private static List<UUID> uploads(List<LfsObjectRow> rows) {
        return rows.stream().map(LfsObjectRow::uploadId).toList();
    }

    private static List<LfsObjectRow> rows(Query query) {
        return query.map((row, context) -> row(row)).list();
    }

    private static LfsObjectRow row(ResultSet row) throws SQLException {
        return new LfsObjectRow(
                row.getObject("repository_id", UUID.class),
                new LfsOid(row.getString("oid")),
                row.getLong("size"),
                row.getObject("upload_id", UUID.class));
    }
}
