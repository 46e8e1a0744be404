package dev.millrace.pipeline.file;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** The table {@code pipeline.file_object}. */
@Singleton
final class FileObjectStore {

    void note(Transaction tx, String key) {
        tx.handle()
                .createUpdate("insert into pipeline.file_object (object_key) values (:key)")
                .bind("key", key)
                .execute();
    }

    /** False if it is being deleted. */
    boolean use(Transaction tx, String key) {
        return tx.handle().createUpdate("""
                        update pipeline.file_object set state = 'used' where object_key = :key and state = 'noted'
                        """).bind("key", key).execute() > 0;
    }

    void doom(Transaction tx, List<String> keys) {
        tx.handle()
                .createUpdate("update pipeline.file_object set state = 'doomed' where object_key = any(:keys)")
                .bindArray("keys", String.class, keys)
                .execute();
    }

    /** Marks those that nothing has referred to for this long, by the clock of the database. */
    int doomUnused(Transaction tx, Duration age) {
        return tx.handle().createUpdate("""
                        update pipeline.file_object set state = 'doomed'
                        where object_key in (
                            select object_key from pipeline.file_object
                            where state = 'noted' and noted_at < now() - :millis * interval '1 millisecond'
                            for update skip locked)
                        """).bind("millis", age.toMillis()).execute();
    }

    List<String> doomed(Transaction tx, int most) {
        return tx.handle()
                .createQuery("""
                        select object_key from pipeline.file_object where state = 'doomed' order by noted_at limit :most
                        """)
                .bind("most", most)
                .mapTo(String.class)
                .list();
    }

    void forget(Transaction tx, String key) {
        tx.handle()
                .createUpdate("delete from pipeline.file_object where object_key = :key and state = 'doomed'")
                .bind("key", key)
                .execute();
    }
}
