package dev.millrace.sync.queue;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Rows of {@code sync.awaited_commit}. */
@Singleton
class AwaitedCommitStore {

    void add(Transaction tx, UUID repositoryId, String objectId, Duration timeout) {
        tx.handle()
                .createUpdate("""
                        insert into sync.awaited_commit as known (repository_id, object_id, until)
                        values (:id, :objectId, now() + :seconds * interval '1 second')
                        on conflict (repository_id, object_id) do update set until = greatest(known.until, excluded.until)
                        """)
                .bind("id", repositoryId)
                .bind("objectId", objectId)
                .bind("seconds", timeout.toMillis() / 1000.0)
                .execute();
    }

    List<String> list(Transaction tx, UUID repositoryId) {
        return tx.handle()
                .createQuery("select object_id from sync.awaited_commit where repository_id = :id and until > now()")
                .bind("id", repositoryId)
                .mapTo(String.class)
                .list();
    }

    /** Removes those that arrived and those whose time has expired. */
    void remove(Transaction tx, UUID repositoryId, Collection<String> arrived) {
        tx.handle()
                .createUpdate("""
                        delete from sync.awaited_commit
                        where repository_id = :id and (until <= now() or object_id = any(:arrived))
                        """)
                .bind("id", repositoryId)
                .bindArray("arrived", String.class, arrived)
                .execute();
    }
}
