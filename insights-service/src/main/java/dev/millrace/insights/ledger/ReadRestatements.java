package dev.millrace.insights.ledger;

import dev.millrace.kit.database.Database;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads which final numbers changed, and why. */
@Singleton
public final class ReadRestatements {

    private final Database database;
    private final RestatementStore store;

    /** Made by the container. */
    ReadRestatements(Database database, RestatementStore store) {
        this.database = database;
        this.store = store;
    }

    /**
     * A number that changed.
     *
     * @param id grows with time
     * @param repository {@code owner/name}
     * @param service of the repository; empty for the repository itself
     * @param at when
     * @param restatement which and why
     */
    public record Restated(long id, String repository, Optional<String> service, Instant at, Restatement restatement) {}

    /**
     * The newest first.
     *
     * @param historyKey only of this repository; empty for all
     * @param visible keys of the histories at forges that the caller may see; empty if it may see all
     * @param before only rows with a lower id
     * @param limit 1 or more
     */
    public List<Restated> list(
            String team, Optional<String> historyKey, Optional<String[]> visible, long before, int limit) {
        return database.inTransaction(tx -> store.list(tx, team, historyKey, visible, before, limit));
    }
}
