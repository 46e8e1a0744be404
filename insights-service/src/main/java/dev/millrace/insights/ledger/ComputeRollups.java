package dev.millrace.insights.ledger;

import dev.millrace.kit.database.Database;
import jakarta.inject.Singleton;

/** Computes the rollups of dirty days, some at a time. */
@Singleton
final class ComputeRollups {

    private final Database database;
    private final RollupStore rollups;

    ComputeRollups(Database database, RollupStore rollups) {
        this.database = database;
        this.rollups = rollups;
    }

    /** Returns whether there may be more to do: false if no day is dirty, or another process is at it. */
    boolean runBatch() {
        return database.inTransaction(tx -> rollups.lock(tx) && rollups.computeSome(tx) > 0);
    }
}
