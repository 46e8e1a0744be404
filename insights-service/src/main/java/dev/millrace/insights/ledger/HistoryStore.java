package dev.millrace.insights.ledger;

import dev.millrace.insights.fact.KnownRepository;
import dev.millrace.insights.ledger.Population.Kind;
import dev.millrace.insights.ledger.RecomputeStore.HistoryName;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.Query;

/** Rows of {@code insights.history} and {@code insights.population}. */
@Singleton
final class HistoryStore {

    private static final String COLUMNS = "select history_id, version, data_through from insights.history";

    /**
     * A history and the populations that its rows belong to.
     *
     * @param id of the history
     * @param team population of all repositories of the team
     * @param owner population of the owner's repositories
     */
    record Place(int id, int team, int owner) {}

    Optional<Place> find(Transaction tx, HistoryName name) {
        return tx.handle()
                .createQuery("""
                        select history_id, team_population, owner_population from insights.history
                        where team = :team and history_key = :key
                        """)
                .bind("team", name.team())
                .bind("key", name.key())
                .map((row, context) -> new Place(
                        row.getInt("history_id"), row.getInt("team_population"), row.getInt("owner_population")))
                .findOne();
    }

    /** The history's place by the repository's name of today; made if there is none. */
    Place save(
            Transaction tx, KnownRepository repository, String definition, Optional<Instant> dataThrough, Instant now) {
        int team = population(tx, repository.team(), "");
        int owner = population(tx, repository.team(), repository.owner());
        return tx.handle()
                .createQuery("""
                        insert into insights.history as known
                            (team, history_key, definition, version, team_population, owner_population, data_through, derived_at)
                        values (:team, :key, :definition, 0, :teamPopulation, :ownerPopulation, :dataThrough, :now)
                        on conflict (team, history_key) do update
                        set definition = excluded.definition, team_population = excluded.team_population,
                            owner_population = excluded.owner_population, data_through = excluded.data_through,
                            derived_at = excluded.derived_at
                        returning history_id
                        """)
                .bind("team", repository.team())
                .bind("key", repository.historyKey())
                .bind("definition", definition)
                .bind("teamPopulation", team)
                .bind("ownerPopulation", owner)
                .bind("dataThrough", dataThrough.map(HistoryStore::utc).orElse(null))
                .bind("now", utc(now))
                .map((row, context) -> new Place(row.getInt("history_id"), team, owner))
                .one();
    }

    /** Its numbers may have changed. */
    void advance(Transaction tx, int historyId) {
        tx.handle()
                .createUpdate("update insights.history set version = version + 1 where history_id = :id")
                .bind("id", historyId)
                .execute();
    }

    void remove(Transaction tx, int historyId) {
        tx.handle()
                .createUpdate("delete from insights.history where history_id = :id")
                .bind("id", historyId)
                .execute();
    }

    private static int population(Transaction tx, String team, String owner) {
        return find(tx, team, owner).orElseGet(() -> {
            tx.handle()
                    .createUpdate("""
                            insert into insights.population (team, owner) values (:team, :owner) on conflict do nothing
                            """)
                    .bind("team", team)
                    .bind("owner", owner)
                    .execute();
            return find(tx, team, owner).orElseThrow();
        });
    }

    private static Optional<Integer> find(Transaction tx, String team, String owner) {
        return tx.handle()
                .createQuery("select population_id from insights.population where team = :team and owner = :owner")
                .bind("team", team)
                .bind("owner", owner)
                .mapTo(Integer.class)
                .findOne();
    }

    /** Binds what {@link Population#condition} and {@link Population#items} name. */
    static Query bind(Population population, Query statement) {
        population.environment().ifPresent(name -> statement.bind("environment", name));
        return population.isStored()
                ? statement.bind("population", population.id())
                : statement.bindArray("histories", Integer.class, population.histories());
    }

    /** The transaction reads as of its first statement from now on, and writes nothing. */
    void beginSnapshot(Transaction tx) {
        tx.handle().execute("set transaction isolation level repeatable read, read only");
    }

    /** The history of one repository. */
    LedgerScope ofRepository(Transaction tx, String team, String historyKey) {
        return scope(
                tx.handle()
                        .createQuery(COLUMNS + " where team = :team and history_key = :key")
                        .bind("team", team)
                        .bind("key", historyKey),
                Optional.empty());
    }

    /**
     * All of the team's repositories, or those of one owner.
     *
     * @param owner see {@link KnownRepository#owner}; empty text for all
     * @param visible keys of the histories at forges that the caller may see; empty if it may see all
     */
    LedgerScope ofTeam(Transaction tx, String team, String owner, Optional<String[]> visible) {
        Optional<Population> stored = find(tx, team, owner)
                .map(id -> new Population(owner.isEmpty() ? Kind.TEAM : Kind.OWNER, id, List.of()));
        String condition = " where team = :team and (:owner = '' or owner_population = :population)";
        Query all = tx.handle()
                .createQuery(
                        visible.isEmpty()
                                ? COLUMNS + condition
                                : COLUMNS + condition
                                        + " and (history_key like 'millrace:%' or history_key = any(:visible))")
                .bind("team", team)
                .bind("owner", owner)
                .bind("population", stored.map(Population::id).orElse(0));
        visible.ifPresent(keys -> all.bindArray("visible", String.class, List.of(keys)));
        return scope(all, visible.isEmpty() ? stored : Optional.empty());
    }

    private static LedgerScope scope(Query histories, Optional<Population> population) {
        record Row(int id, long version, Optional<Instant> dataThrough) {}
        List<Row> rows = histories
                .map((row, context) -> new Row(
                        row.getInt("history_id"),
                        row.getLong("version"),
                        Optional.ofNullable(row.getObject("data_through", OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant)))
                .list();
        return new LedgerScope(
                population.orElseGet(() -> new Population(
                        Kind.HISTORIES, 0, rows.stream().map(Row::id).toList())),
                rows.size(),
                rows.stream()
                        .map(row -> row.id() + "." + row.version())
                        .sorted()
                        .collect(Collectors.joining(" ")),
                rows.stream().flatMap(row -> row.dataThrough().stream()).max(Comparator.naturalOrder()));
    }

    static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
