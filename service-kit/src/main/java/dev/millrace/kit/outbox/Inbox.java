package dev.millrace.kit.outbox;

import dev.millrace.kit.database.Transaction;
import java.time.Instant;
import java.util.UUID;

/** Which events have had their effect. */
public final class Inbox {

    private final String schema;

    /** @param schema the schema that holds the table {@code inbox} */
    public Inbox(String schema) {
        this.schema = schema;
    }

    /**
     * Notes the event and tells whether it is the first time. Noted and effect must be in the same transaction; a second
     * transaction with the same event waits here until the first one ends.
     *
     * @param consumer who acts, for example the name of the topic; the same event may have one effect for each consumer
     */
    public boolean isNew(Transaction tx, String consumer, UUID eventId) {
        return tx.handle()
                        .createUpdate(
                                "insert into %s.inbox (consumer, event_id) values (:consumer, :id) on conflict do nothing"
                                        .formatted(schema))
                        .bind("consumer", consumer)
                        .bind("id", eventId)
                        .execute()
                == 1;
    }

    /** Forgets events seen before the given time; it must lie further back than any topic keeps its records. */
    int forgetBefore(Transaction tx, Instant time) {
        return tx.handle()
                .createUpdate("delete from %s.inbox where seen_at < :time".formatted(schema))
                .bind("time", time)
                .execute();
    }
}
