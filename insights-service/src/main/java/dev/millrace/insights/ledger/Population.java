package dev.millrace.insights.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whose rows are read together.
 *
 * @param kind how its rows are found
 * @param id of the stored population; 0 for {@link Kind#HISTORIES}
 * @param histories for {@link Kind#HISTORIES} which, else all of it
 * @param asOf reads rows as they were then; empty for those of now
 * @param environment of what belongs to deployments, only what belongs to those to the environment of this name; empty for all
 */
public record Population(
        Kind kind, int id, List<Integer> histories, Optional<Instant> asOf, Optional<String> environment) {

    /** All rows of now. */
    Population(Kind kind, int id, List<Integer> histories) {
        this(kind, id, histories, Optional.empty(), Optional.empty());
    }

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

    /** The same, as it was at a time. */
    Population at(Instant time) {
        return new Population(kind, id, histories, Optional.of(time), environment);
    }

    /** The same, as far as it belongs to deployments to one environment. */
    Population in(String name) {
        return new Population(kind, id, histories, asOf, Optional.of(name));
    }

    /** The same, of few people. */
    Population ofFew() {
        return new Population(Kind.SMALL_GROUP, id, histories, asOf, environment);
    }

    boolean hasRollups() {
        return isStored() && !isFiltered();
    }

    /** Whether only some of its rows are read, which no rollup has. */
    boolean isFiltered() {
        return asOf.isPresent() || environment.isPresent();
    }

    /** Whether its rows have its number. */
    boolean isStored() {
        return kind != Kind.HISTORIES;
    }

    /** Where its items are, for {@code from}; with the parameters of {@link HistoryStore#bind}. */
    String items() {
        return !isFiltered()
                ? "insights.history_item"
                : """
                (select * from %s where %s) as item_rows
                """.formatted(source("item"), condition("""
                                (tier < 0 or exists (select 1 from %s where deployment_rows.history_id = all_rows.history_id
                                          and deployment_rows.tier = all_rows.tier
                                          and deployment_rows.deployment_id = all_rows.deployment_id))
                                """.formatted(deployments())));
    }

    /** Where the histories of its rows are, for {@code from}; those of the past, too, if its rows may be. */
    String namedHistories() {
        return (asOf.isPresent() ? "insights.every_history" : "insights.history") + " as history";
    }

    /** As {@link #items}. */
    String deployments() {
        return !isFiltered()
                ? "insights.history_deployment"
                : """
                (select * from %s where %s) as deployment_rows
                """.formatted(source("deployment"), condition("environment = :environment"));
    }

    private String source(String name) {
        return "insights.%s_%s as all_rows".formatted(asOf.isPresent() ? "every" : "history", name);
    }

    private String condition(String ofEnvironment) {
        String time = asOf.map(
                        at -> "recorded_at <= timestamptz '%s' and replaced_at > timestamptz '%s'".formatted(at, at))
                .orElse("true");
        return environment.isPresent() ? time + " and " + ofEnvironment : time;
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
