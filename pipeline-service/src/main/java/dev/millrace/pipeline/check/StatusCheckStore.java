package dev.millrace.pipeline.check;

import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.check.CheckRow.Lane;
import jakarta.inject.Singleton;
import java.time.Instant;

/** Which rows of {@code pipeline.check_run} and {@code pipeline.check_lane} are written as commit statuses. */
@Singleton
final class StatusCheckStore {

    /** A commit status shows this version; later ones of this check run are commit statuses, too. */
    void notePublishedAsStatus(Transaction tx, CheckRow row, Instant now) {
        tx.handle()
                .createUpdate("""
                        update pipeline.check_run
                        set as_status = true, published_version = greatest(published_version, :version),
                            published_status = case when published_status = 'completed' then published_status
                                                    else :status end,
                            published_at = :now, failures = 0, last_error = null
                        where external_id = :id
                        """)
                .bind("id", row.externalId())
                .bind("version", row.version())
                .bind("status", CheckStore.word(row.content().status()))
                .bind("now", CheckStore.time(now))
                .execute();
    }

    /** The forge refuses check runs in this lane for lack of the permission. */
    void useStatuses(Transaction tx, CheckRow row, String error) {
        tx.handle()
                .createUpdate(
                        "update pipeline.check_run set as_status = true, last_error = :error where external_id = :id")
                .bind("id", row.externalId())
                .bind("error", error.replace('\0', ' '))
                .execute();
        setAsStatus(tx, row.lane(), true);
    }

    /** Check runs are tried again in this lane. */
    void tryChecks(Transaction tx, Lane lane) {
        setAsStatus(tx, lane, false);
    }

    private static void setAsStatus(Transaction tx, Lane lane, boolean asStatus) {
        tx.handle()
                .createUpdate("""
                        update pipeline.check_lane set as_status = :asStatus
                        where instance = :instance and installation_id = :installation and as_status <> :asStatus
                        """)
                .bind("instance", lane.instance())
                .bind("installation", lane.installationId())
                .bind("asStatus", asStatus)
                .execute();
    }
}
