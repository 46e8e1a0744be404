package dev.millrace.kit.outbox;

import dev.millrace.kit.database.Transaction;
import java.time.Instant;
import java.util.UUID;

/** Which events have already taken effect. */
public final class Inbox {

    private final String schema;

    /** @param schema the schema that holds the table {@code inbox} */
    public Inbox(String schema) {
        this.schema = schema;
    }

    /**
     * Records the event and returns whether this is the first time. Record and effect must be in the same transaction; a
     * second transaction with the same event waits here until the first one ends.
     *
     * @param consumer name of the consumer, for example that of the topic; the same event may have one effect for each
     *     consumer
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

    /** Whether the event has taken effect. */
    public boolean contains(Transaction tx, String consumer, UUID eventId) {
        return tx.handle()
                .createQuery("select exists (select from %s.inbox where consumer = :consumer and event_id = :id)"
                        .formatted(schema))
                .bind("consumer", consumer)
                .bind("id", eventId)
                .mapTo(Boolean.class)
                .one();
    }

    /** Removes events seen before the given time, which must be older than the retention of any topic. */
    int forgetBefore(Transaction tx, Instant time) {
        return tx.handle()
                .createUpdate("delete from %s.inbox where seen_at < :time".formatted(schema))
                .bind("time", time)
                .execute();
    }
}
