package dev.millrace.sync.pass;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jgit.lib.ObjectId;
import org.jdbi.v3.core.result.RowView;

/** Rows of {@code sync.upstream_ref}. */
@Singleton
class UpstreamRefStore {

    /** What an upstream last reported, and what was changed here since. */
    LastSeenRefs load(Transaction tx, UUID repositoryId) {
        var lastSeen = new LastSeenRefs.Builder();
        tx.handle()
                .createQuery("select ref, object_id, local from sync.upstream_ref where repository_id = :id")
                .bind("id", repositoryId)
                .map((RowView row) -> {
                    Optional<ObjectId> id = Optional.ofNullable(row.getColumn("object_id", String.class))
                            .map(ObjectId::fromString);
                    lastSeen.add(row.getColumn("ref", String.class), id, row.getColumn("local", Boolean.class));
                    return true;
                })
                .list();
        return lastSeen.build();
    }

    List<String> local(Transaction tx, UUID repositoryId) {
        return tx.handle()
                .createQuery("select ref from sync.upstream_ref where repository_id = :id and local order by ref")
                .bind("id", repositoryId)
                .mapTo(String.class)
                .list();
    }

    /** Writes the difference between the two. A mirror that was removed meanwhile gets no rows. */
    void save(Transaction tx, UUID repositoryId, LastSeenRefs before, LastSeenRefs after) {
        List<String> gone = before.names().stream()
                .filter(name -> !after.names().contains(name))
                .toList();
        List<String> changed =
                after.names().stream().filter(name -> !before.same(after, name)).toList();
        remove(tx, repositoryId, gone);
        if (changed.isEmpty()) {
            return;
        }
        tx.handle()
                .createUpdate("""
                        insert into sync.upstream_ref (repository_id, ref, object_id, local)
                        select :id, seen.ref, nullif(seen.object_id, ''), seen.local::boolean
                        from unnest(:names::text[], :objectIds::text[], :locals::text[]) as seen (ref, object_id, local)
                        where exists (select 1 from sync.mirror where repository_id = :id)
                        on conflict (repository_id, ref) do update
                        set object_id = excluded.object_id, local = excluded.local
                        """)
                .bind("id", repositoryId)
                .bindArray("names", String.class, changed)
                .bindArray(
                        "objectIds",
                        String.class,
                        changed.stream()
                                .map(name ->
                                        after.lastSeen(name).map(ObjectId::name).orElse(""))
                                .toList())
                .bindArray(
                        "locals",
                        String.class,
                        changed.stream()
                                .map(name -> Boolean.toString(after.isLocal(name)))
                                .toList())
                .execute();
    }

    private static void remove(Transaction tx, UUID repositoryId, Collection<String> names) {
        if (!names.isEmpty()) {
            tx.handle()
                    .createUpdate("delete from sync.upstream_ref where repository_id = :id and ref = any(:names)")
                    .bind("id", repositoryId)
                    .bindArray("names", String.class, names)
                    .execute();
        }
    }
}
