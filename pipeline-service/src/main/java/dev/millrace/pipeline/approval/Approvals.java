package dev.millrace.pipeline.approval;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/** Approvals of commits of changes from forks; see {@link ChangeCommit}. */
@Singleton
public final class Approvals {

    private final Database database;
    private final ApprovalStore store;
    private final Clock clock;

    Approvals(Database database, ApprovalStore store, Clock clock) {
        this.database = database;
        this.store = store;
        this.clock = clock;
    }

    /** Approves one commit. A repetition changes nothing. */
    public void approve(Transaction tx, ChangeCommit commit, String by) {
        store.add(tx, commit, by, clock.instant());
    }

    /** Who approved the commit; empty if it is not approved. */
    public Optional<String> approvedBy(Transaction tx, ChangeCommit commit) {
        return store.approvedBy(tx, commit);
    }

    /** As {@link #approvedBy(Transaction, ChangeCommit)}, in a transaction of its own. */
    public Optional<String> approvedBy(ChangeCommit commit) {
        return database.inTransaction(tx -> store.approvedBy(tx, commit));
    }
}
