package dev.millrace.insights.ledger;

import dev.millrace.insights.definition.TeamDefinitions;
import dev.millrace.insights.ledger.HistoryStore.Generation;
import dev.millrace.insights.metric.Definitions;
import dev.millrace.kit.database.Database;
import jakarta.inject.Singleton;
import java.util.List;

/** What is derived by which version of a team's definitions. */
@Singleton
public final class DerivedBy {

    private static final int MOST_ENVIRONMENTS = 500;

    private final Database database;
    private final TeamDefinitions teams;
    private final HistoryStore histories;
    private final DeriveHistory derive;

    /** Made by the container. */
    DerivedBy(Database database, TeamDefinitions teams, HistoryStore histories, DeriveHistory derive) {
        this.database = database;
        this.teams = teams;
        this.histories = histories;
        this.derive = derive;
    }

    /** How many of the team's repositories are not derived by this version yet. */
    public int waiting(String team, int version) {
        return database.inTransaction(tx -> histories.missing(tx, new Generation(team, version), derive.definition()));
    }

    /** Names of environments that were deployed to, and that these definitions map to no tier; sorted. */
    public List<String> unmappedEnvironments(String team, Definitions definitions) {
        return database.inTransaction(tx -> histories.environments(tx, team, teams.active(tx, team))).stream()
                .filter(definitions::isUnmapped)
                .limit(MOST_ENVIRONMENTS)
                .toList();
    }
}
