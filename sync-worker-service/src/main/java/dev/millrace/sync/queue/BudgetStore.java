package dev.millrace.sync.queue;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Rows of {@code sync.budget}. */
@Singleton
class BudgetStore {

    /** No call for this budget before that time; a longer pause that is already known stays. */
    void pause(Transaction tx, String budget, Duration pause, String reason) {
        tx.handle()
                .createUpdate("""
                        insert into sync.budget as known (budget, paused_until, reason)
                        values (:budget, now() + :seconds * interval '1 second', :reason)
                        on conflict (budget) do update
                        set paused_until = greatest(known.paused_until, excluded.paused_until), reason = excluded.reason
                        """)
                .bind("budget", budget)
                .bind("seconds", pause.toMillis() / 1000.0)
                .bind("reason", reason)
                .execute();
    }
}
