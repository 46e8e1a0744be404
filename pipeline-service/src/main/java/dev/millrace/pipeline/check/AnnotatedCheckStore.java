package dev.millrace.pipeline.check;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;

/** How many annotations of a row of {@code pipeline.check_run} the forge has. */
@Singleton
final class AnnotatedCheckStore {

    /** Annotations are about to be sent. */
    void noteAnnotating(Transaction tx, CheckRow row) {
        tx.handle()
                .createUpdate("update pipeline.check_run set annotations_unsure = true where external_id = :id")
                .bind("id", row.externalId())
                .execute();
    }

    /** The forge has so many annotations. */
    void noteAnnotated(Transaction tx, CheckRow row, int sent) {
        tx.handle()
                .createUpdate("""
                        update pipeline.check_run set annotations_sent = :sent, annotations_unsure = false, failures = 0
                        where external_id = :id
                        """)
                .bind("id", row.externalId())
                .bind("sent", sent)
                .execute();
    }
}
