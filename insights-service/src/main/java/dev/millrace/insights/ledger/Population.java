package dev.millrace.insights.ledger;

import java.util.List;

/**
 * Whose rows are read together.
 *
 * @param kind how its rows are found
 * @param id of the stored population; 0 for {@link Kind#HISTORIES}
 * @param histories for {@link Kind#HISTORIES} which, else all of it
 */
public record Population(Kind kind, int id, List<Integer> histories) {

    /** How rows are found, and whether there are rollups. */
    public enum Kind {
        /** by the numbers of their histories; no rollups */
        HISTORIES,
        /** by team */
        TEAM,
        /** by team and owner */
        OWNER,
        /** by the group that owned the service or repository at the time */
        GROUP,
        /** as {@link #GROUP}, and so few people work in it that their times would be those of persons */
        SMALL_GROUP
    }

    public Population {
        histories = List.copyOf(histories);
    }

    /** The same, of few people. */
    public Population ofFew() {
        return new Population(Kind.SMALL_GROUP, id, histories);
    }

    boolean hasRollups() {
        return kind != Kind.HISTORIES;
    }

    /** The condition that selects its rows, with the parameters of {@link HistoryStore#bind}. */
    String condition() {
        return switch (kind) {
            case HISTORIES -> "history_id = any(:histories)";
            case TEAM -> "team_population = :population";
            case OWNER -> "owner_population = :population";
            // as the indexes have it
            case GROUP, SMALL_GROUP -> "group_population = :population and group_population <> 0";
        };
    }
}
