package dev.millrace.insights.ledger;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/** Rows that were replaced or withdrawn, in the tables {@code insights.past_...}: how long they are kept. */
@Singleton
final class PastStore {

    private static final int BATCH = 10_000;

    /** The rows first: who reads them needs the histories and populations that they belong to. */
    private static final List<String> TABLES =
            List.of("past_item", "past_deployment", "past_history", "past_population");

    /** The rows of any time from then on are known. */
    Instant keptSince(Transaction tx) {
        return tx.handle()
                .createQuery("select since from insights.past_kept")
                .mapTo(OffsetDateTime.class)
                .one()
                .toInstant();
    }

    /** Promises no more than what is replaced later; call it before {@link #removeSome}. */
    void forgetBefore(Transaction tx, Instant time) {
        tx.handle()
                .createUpdate("update insights.past_kept set since = :since where since < :since")
                .bind("since", HistoryStore.utc(time))
                .execute();
    }

    /** Removes some rows that were replaced before; returns how many. */
    int removeSome(Transaction tx, Instant before) {
        int removed = 0;
        for (String table : TABLES) {
            removed += tx.handle()
                    .createUpdate("""
                            delete from insights.%1$s where ctid = any(array(
                                select ctid from insights.%1$s where replaced_at < :before limit :limit))
                            """.formatted(table))
                    .bind("before", HistoryStore.utc(before))
                    .bind("limit", BATCH)
                    .execute();
        }
        return removed;
    }
}
