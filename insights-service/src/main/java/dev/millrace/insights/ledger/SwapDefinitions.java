package dev.millrace.insights.ledger;

import dev.millrace.insights.definition.DefinitionVersion;
import dev.millrace.insights.definition.TeamDefinitions;
import dev.millrace.insights.definition.TeamDefinitions.Prepared;
import dev.millrace.insights.ledger.HistoryStore.Generation;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Makes a version of definitions that is complete the one that answers are read by, and removes the rows of others. Each step is one
 * transaction, and asks the rows what is left to do: who ends in between is continued by whoever comes next.
 */
@Singleton
final class SwapDefinitions {

    private static final Logger LOG = Logger.getLogger(SwapDefinitions.class);

    private final Database database;
    private final TeamDefinitions teams;
    private final HistoryStore histories;
    private final DeriveHistory derive;

    SwapDefinitions(Database database, TeamDefinitions teams, HistoryStore histories, DeriveHistory derive) {
        this.database = database;
        this.teams = teams;
        this.histories = histories;
        this.derive = derive;
    }

    /** Swaps every version that is complete. */
    void swapComplete() {
        List<Prepared> prepared = database.inTransaction(teams::prepared);
        for (Prepared version : prepared) {
            var generation = new Generation(version.team(), version.version());
            boolean swapped = database.inTransaction(tx -> swap(tx, version, generation));
            if (swapped) {
                LOG.infof("team=%s definitions=%d are active", version.team(), version.version());
            }
        }
    }

    private boolean swap(Transaction tx, Prepared version, Generation generation) {
        boolean active = histories.missing(tx, generation, derive.definition()) == 0
                && !histories.hasDirtyDays(tx, generation)
                && teams.activate(tx, version);
        if (active) {
            // all numbers of the team may be others
            Signals.send(tx, LedgerChanged.CHANNEL);
        }
        return active;
    }

    /**
     * Removes a history of a version that is neither active nor prepared.
     *
     * @return whether there may be more
     */
    boolean removeOne() {
        return database.inTransaction(tx -> histories.generations(tx).stream()
                .filter(generation -> teams.state(tx, generation.team()).derived().stream()
                        .mapToInt(DefinitionVersion::number)
                        .noneMatch(number -> number == generation.number()))
                .anyMatch(generation -> histories.removeOne(tx, generation)));
    }
}
