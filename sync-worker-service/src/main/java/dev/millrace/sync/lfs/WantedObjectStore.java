package dev.millrace.sync.lfs;

import dev.millrace.git.lfs.LfsObject;
import dev.millrace.git.lfs.LfsOid;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.result.RowView;

/** Rows of {@code sync.wanted_lfs_object}, and whether a mirror uses Git LFS. */
@Singleton
class WantedObjectStore {

    boolean isUsed(Transaction tx, UUID repositoryId) {
        return tx.handle()
                .createQuery("select lfs from sync.mirror where repository_id = :id")
                .bind("id", repositoryId)
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false);
    }

    void use(Transaction tx, UUID repositoryId) {
        tx.handle()
                .createUpdate("update sync.mirror set lfs = true where repository_id = :id")
                .bind("id", repositoryId)
                .execute();
    }

    /** Records objects; those that are already recorded stay as they are. */
    void add(Transaction tx, UUID repositoryId, Collection<LfsObject> objects) {
        tx.handle()
                .createUpdate("""
                        insert into sync.wanted_lfs_object (repository_id, oid, size)
                        select :id, wanted.oid, wanted.size::bigint
                        from unnest(:oids::text[], :sizes::text[]) as wanted (oid, size)
                        where exists (select 1 from sync.mirror where repository_id = :id)
                        on conflict do nothing
                        """)
                .bind("id", repositoryId)
                .bindArray(
                        "oids",
                        String.class,
                        objects.stream().map(object -> object.oid().value()).toList())
                .bindArray(
                        "sizes",
                        String.class,
                        objects.stream()
                                .map(object -> Long.toString(object.size()))
                                .toList())
                .execute();
    }

    /**
     * What is to be requested now, in the order of the ids.
     *
     * @param after id of the last one of the page before; empty for the first page
     * @param all also what was requested without success a short time ago
     */
    List<WantedObject> due(Transaction tx, UUID repositoryId, String after, boolean all, int limit) {
        return tx.handle()
                .createQuery("""
                        select oid, size, tries from sync.wanted_lfs_object
                        where repository_id = :id and oid > :after and (:all or due_at <= now())
                        order by oid limit :limit
                        """)
                .bind("id", repositoryId)
                .bind("after", after)
                .bind("all", all)
                .bind("limit", limit)
                .map((RowView row) -> new WantedObject(
                        new LfsObject(
                                new LfsOid(row.getColumn("oid", String.class)), row.getColumn("size", Long.class)),
                        row.getColumn("tries", Integer.class)))
                .list();
    }

    void remove(Transaction tx, UUID repositoryId, LfsOid oid) {
        tx.handle()
                .createUpdate("delete from sync.wanted_lfs_object where repository_id = :id and oid = :oid")
                .bind("id", repositoryId)
                .bind("oid", oid.value())
                .execute();
    }

    /** It was requested without success. */
    void postpone(Transaction tx, UUID repositoryId, LfsOid oid, String error, Duration pause) {
        tx.handle()
                .createUpdate("""
                        update sync.wanted_lfs_object
                        set tries = tries + 1, error = :error, due_at = now() + :seconds * interval '1 second'
                        where repository_id = :id and oid = :oid
                        """)
                .bind("id", repositoryId)
                .bind("oid", oid.value())
                .bind("error", error)
                .bind("seconds", pause.toSeconds())
                .execute();
    }

    /** What is reported of objects that are not here, in the order of their ids. */
    List<String> errors(Transaction tx, UUID repositoryId, int limit) {
        return tx.handle()
                .createQuery("""
                        select 'large file ' || left(oid, 12) || ': ' || coalesce(error, 'not fetched yet')
                        from sync.wanted_lfs_object
                        where repository_id = :id
                        order by oid limit :limit
                        """)
                .bind("id", repositoryId)
                .bind("limit", limit)
                .mapTo(String.class)
                .list();
    }
}
