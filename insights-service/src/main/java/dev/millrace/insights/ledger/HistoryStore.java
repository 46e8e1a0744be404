package dev.millrace.insights.ledger;

import dev.millrace.insights.fact.KnownRepository;
import dev.millrace.insights.ledger.Population.Kind;
import dev.millrace.insights.ledger.RecomputeStore.HistoryName;
import dev.millrace.insights.metric.Definitions.Ownership;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.Query;

/** Rows of {@code insights.history} and {@code insights.population}. */
@Singleton
final class HistoryStore {

    private static final String COLUMNS = "select history_id, version, data_through from ";

    private static final Optional<Instant> NOW = Optional.empty();

    /**
     * What a history is of, in one version of the team's definitions.
     *
     * @param generation number of the version
     * @param service name; empty text for the repository
     */
    record Part(int generation, String service) {}

    /**
     * A history and the populations that its rows belong to.
     *
     * @param id of the history
     * @param team population of all repositories of the team; 0 for a service
     * @param owner population of the owner's repositories; 0 for a service
     * @param owned which group it belongs to
     */
    record Place(int id, int team, int owner, OwnedSpans owned) {}

    /** All that is stored of a repository. */
    Map<Part, Place> find(Transaction tx, HistoryName name) {
        return tx.handle()
                .createQuery("""
                        select history_id, generation, service, team_population, owner_population, owned
                        from insights.history where team = :team and history_key = :key
                        """)
                .bind("team", name.team())
                .bind("key", name.key())
                .map((row, context) -> Map.entry(
                        new Part(row.getInt("generation"), row.getString("service")),
                        new Place(
                                row.getInt("history_id"),
                                row.getInt("team_population"),
                                row.getInt("owner_population"),
                                OwnedSpans.read(row.getString("owned")))))
                .collectToMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /** The history's place by the repository's name of today; made if there is none. */
    Place save(
            Transaction tx,
            KnownRepository repository,
            Part part,
            List<Ownership> owners,
            String definition,
            Optional<Instant> dataThrough,
            Instant now) {
        boolean whole = part.service().isEmpty();
        int team = whole ? population(tx, repository.team(), "", part.generation(), "") : 0;
        int owner = whole ? population(tx, repository.team(), repository.owner(), part.generation(), "") : 0;
        var owned = new OwnedSpans(owners.stream()
                .map(ownership -> new OwnedSpans.Span(
                        ownership.from(),
                        ownership.until(),
                        population(tx, repository.team(), "", part.generation(), ownership.group())))
                .toList());
        return tx.handle()
                .createQuery("""
                        insert into insights.history as known
                            (team, history_key, generation, service, definition, version, team_population, owner_population,
                             owned, data_through, derived_at)
                        values (:team, :key, :generation, :service, :definition, 0, :teamPopulation, :ownerPopulation,
                                :owned, :dataThrough, :now)
                        on conflict (team, history_key, generation, service) do update
                        set definition = excluded.definition, team_population = excluded.team_population,
                            owner_population = excluded.owner_population, owned = excluded.owned,
                            data_through = excluded.data_through, derived_at = excluded.derived_at
                        returning history_id
                        """)
                .bind("team", repository.team())
                .bind("key", repository.historyKey())
                .bind("generation", part.generation())
                .bind("service", part.service())
                .bind("definition", definition)
                .bind("teamPopulation", team)
                .bind("ownerPopulation", owner)
                .bind("owned", owned.text())
                .bind("dataThrough", dataThrough.map(HistoryStore::utc).orElse(null))
                .bind("now", utc(now))
                .map((row, context) -> new Place(row.getInt("history_id"), team, owner, owned))
                .one();
    }

    /** What a history was derived by. */
    Optional<String> definition(Transaction tx, int historyId) {
        return tx.handle()
                .createQuery("select definition from insights.history where history_id = :id")
                .bind("id", historyId)
                .mapTo(String.class)
                .findOne();
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

    private static int population(Transaction tx, String team, String owner, int generation, String group) {
        return find(tx, NOW, team, owner, generation, group).orElseGet(() -> {
            tx.handle()
                    .createUpdate("""
                            insert into insights.population (team, owner, generation, owned_by)
                            values (:team, :owner, :generation, :group) on conflict do nothing
                            """)
                    .bind("team", team)
                    .bind("owner", owner)
                    .bind("generation", generation)
                    .bind("group", group)
                    .execute();
            return find(tx, NOW, team, owner, generation, group).orElseThrow();
        });
    }

    private static Optional<Integer> find(
            Transaction tx, Optional<Instant> asOf, String team, String owner, int generation, String group) {
        return tx.handle()
                .createQuery("select population_id from " + rows("population", asOf) + """
                         where team = :team and owner = :owner and generation = :generation and owned_by = :group
                        """)
                .bind("team", team)
                .bind("owner", owner)
                .bind("generation", generation)
                .bind("group", group)
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

    /** Where the rows of one time are, for {@code from}. */
    private static String rows(String table, Optional<Instant> asOf) {
        return asOf.map(time -> """
                        (select * from insights.every_%1$s
                         where recorded_at <= timestamptz '%2$s' and replaced_at > timestamptz '%2$s') as %1$s
                        """.formatted(table, time)).orElse("insights." + table);
    }

    /** The history of one repository, or of one of its services. */
    LedgerScope ofRepository(Transaction tx, Optional<Instant> asOf, String team, String historyKey, Part part) {
        return scope(
                part.generation(),
                tx.handle()
                        .createQuery(COLUMNS + rows("history", asOf) + """
                                 where team = :team and history_key = :key and generation = :generation
                                   and service = :service
                                """)
                        .bind("team", team)
                        .bind("key", historyKey)
                        .bind("generation", part.generation())
                        .bind("service", part.service()),
                Optional.empty());
    }

    /** What a group owns; empty if it owns nothing. */
    Optional<LedgerScope> ofGroup(Transaction tx, Optional<Instant> asOf, String team, String group, int generation) {
        return find(tx, asOf, team, "", generation, group)
                .map(id -> scope(
                        generation,
                        tx.handle()
                                .createQuery(COLUMNS + rows("history", asOf) + """
                                         where team = :team and generation = :generation
                                           and ' ' || owned like :owned
                                        """)
                                .bind("team", team)
                                .bind("generation", generation)
                                .bind("owned", "% " + id + "@%"),
                        Optional.of(new Population(Kind.GROUP, id, List.of()))));
    }

    /** Keys of the histories of which a group owns something. */
    List<String> keysOfGroup(Transaction tx, Optional<Instant> asOf, String team, String group, int generation) {
        return find(tx, asOf, team, "", generation, group)
                .map(id -> tx.handle()
                        .createQuery("select distinct history_key from " + rows("history", asOf) + """
                                 where team = :team and generation = :generation and ' ' || owned like :owned
                                """)
                        .bind("team", team)
                        .bind("generation", generation)
                        .bind("owned", "% " + id + "@%")
                        .mapTo(String.class)
                        .list())
                .orElse(List.of());
    }

    /**
     * All of the team's repositories, or those of one owner.
     *
     * @param owner see {@link KnownRepository#owner}; empty text for all
     * @param visible keys of the histories at forges that the caller may see; empty if it may see all
     */
    LedgerScope ofTeam(
            Transaction tx,
            Optional<Instant> asOf,
            String team,
            String owner,
            Optional<String[]> visible,
            int generation) {
        Optional<Population> stored = find(tx, asOf, team, owner, generation, "")
                .map(id -> new Population(owner.isEmpty() ? Kind.TEAM : Kind.OWNER, id, List.of()));
        String condition = """
                 where team = :team and generation = :generation and service = ''
                   and (:owner = '' or owner_population = :population)
                """;
        Query all = tx.handle()
                .createQuery(COLUMNS
                        + rows("history", asOf)
                        + condition
                        + (visible.isEmpty()
                                ? ""
                                : " and (history_key like 'millrace:%' or history_key = any(:visible))"))
                .bind("team", team)
                .bind("generation", generation)
                .bind("owner", owner)
                .bind("population", stored.map(Population::id).orElse(0));
        visible.ifPresent(keys -> all.bindArray("visible", String.class, List.of(keys)));
        return scope(generation, all, visible.isEmpty() ? stored : Optional.empty());
    }

    /** Versions by which rows of some team are stored. */
    List<Generation> generations(Transaction tx) {
        return tx.handle()
                .createQuery("select distinct team, generation from insights.history order by team, generation")
                .map((row, context) -> new Generation(row.getString("team"), row.getInt("generation")))
                .list();
    }

    /**
     * The rows of one version.
     *
     * @param team slug
     * @param number of the version
     */
    record Generation(String team, int number) {}

    /** How many of the team's repositories have no history in this version by the current code. */
    int missing(Transaction tx, Generation generation, String definition) {
        return tx.handle()
                .createQuery("""
                        select count(*) from insights.repository
                        where team = :team and not exists (
                            select 1 from insights.history
                            where history.team = repository.team and generation = :generation and service = ''
                              and definition = :definition
                              and history_key = coalesce(repository.upstream_key, 'millrace:' || repository.id))
                        """)
                .bind("team", generation.team())
                .bind("generation", generation.number())
                .bind("definition", definition)
                .mapTo(Integer.class)
                .one();
    }

    /** Names of environments that were deployed to by repositories and services; sorted. */
    List<String> environments(Transaction tx, String team, int generation) {
        return tx.handle()
                .createQuery("""
                        select distinct environment collate "C" as environment
                        from insights.history_deployment join insights.history using (history_id)
                        where team = :team and generation = :generation order by 1
                        """)
                .bind("team", team)
                .bind("generation", generation)
                .mapTo(String.class)
                .list();
    }

    /** Whether a rollup of the version is not current. */
    boolean hasDirtyDays(Transaction tx, Generation generation) {
        return tx.handle()
                .createQuery("""
                        select exists (
                            select 1 from insights.dirty_day join insights.population using (population_id)
                            where team = :team and generation = :generation)
                        """)
                .bind("team", generation.team())
                .bind("generation", generation.number())
                .mapTo(Boolean.class)
                .one();
    }

    /**
     * Removes one history of a version that nothing is read from any more, with its rows, and with the last the populations.
     *
     * @return false if there was none that no other transaction uses
     */
    boolean removeOne(Transaction tx, Generation generation) {
        Optional<Integer> id = tx.handle()
                .createQuery("""
                        delete from insights.history where history_id = (
                            select history_id from insights.history
                            where team = :team and generation = :generation limit 1 for update skip locked)
                        returning history_id
                        """)
                .bind("team", generation.team())
                .bind("generation", generation.number())
                .mapTo(Integer.class)
                .findOne();
        id.ifPresent(history -> {
            for (String table : List.of("history_item", "history_deployment")) {
                tx.handle()
                        .createUpdate("delete from insights.%s where history_id = :id".formatted(table))
                        .bind("id", history)
                        .execute();
            }
            removeEmptyPopulations(tx, generation);
        });
        return id.isPresent();
    }

    /** With the last history of a version, what was computed of all of them. */
    private static void removeEmptyPopulations(Transaction tx, Generation generation) {
        String empty = """
                select population_id from insights.population
                where team = :team and generation = :generation and not exists (
                    select 1 from insights.history where team = :team and generation = :generation)
                """;
        for (String table : List.of("rollup", "dirty_day", "population")) {
            tx.handle()
                    .createUpdate("delete from insights.%s where population_id in (%s)".formatted(table, empty))
                    .bind("team", generation.team())
                    .bind("generation", generation.number())
                    .execute();
        }
    }

    private static LedgerScope scope(int generation, Query histories, Optional<Population> population) {
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
                generation,
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
