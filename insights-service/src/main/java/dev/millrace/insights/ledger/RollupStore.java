package dev.millrace.insights.ledger;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.OffsetDateTime;
import java.util.List;
import org.jdbi.v3.core.statement.SqlStatement;

/** Rows of {@code insights.rollup} and {@code insights.dirty_day}. */
@Singleton
final class RollupStore {

    /** Of PostgreSQL's advisory locks: only one process at a time computes rollups, since each result replaces the one before. */
    private static final long LOCK = 0x696e7369_67687473L;

    private static final String DUE = """
            (select * from unnest(:populations, cast(:metrics as smallint[]), cast(:tiers as smallint[]),
                                  cast(:days as timestamptz[])) as listed (population_id, metric, tier, day)) as due
            """;

    /** Days in one statement. */
    private static final int DAYS = 200;

    /** Whether this transaction is the one that computes rollups, until it ends. */
    boolean lock(Transaction tx) {
        return tx.handle()
                .createQuery("select pg_try_advisory_xact_lock(:lock)")
                .bind("lock", LOCK)
                .mapTo(Boolean.class)
                .one();
    }

    /**
     * Computes the rollups of some dirty days from items, and takes the days off the list. The list is read before the items: what
     * commits in between stays on it.
     *
     * @return how many days, 0 if none is dirty
     */
    int computeSome(Transaction tx) {
        List<DueDay> due = take(tx);
        if (!due.isEmpty()) {
            bind(due, tx.handle().createUpdate("""
                    delete from insights.rollup using
                    """ + DUE + """
                    where rollup.population_id = due.population_id and rollup.metric = due.metric and rollup.tier = due.tier
                      and rollup.start >= due.day and rollup.start < due.day + interval '24 hours'
                    """)).execute();
            for (String kind : List.of("team", "owner", "group")) {
                compute(
                        tx,
                        kind + "_population",
                        due.stream().filter(day -> day.kind().equals(kind)).toList());
            }
        }
        return due.size();
    }

    private static List<DueDay> take(Transaction tx) {
        return tx.handle()
                .createQuery("""
                        with days as (
                            select distinct population_id, metric, tier, day from insights.dirty_day
                            order by population_id, metric, tier, day limit :days
                        ), taken as (
                            delete from insights.dirty_day using days
                            where dirty_day.population_id = days.population_id and dirty_day.metric = days.metric
                              and dirty_day.tier = days.tier and dirty_day.day = days.day
                        )
                        select days.population_id, metric, tier, day,
                               case when owned_by <> '' then 'group' when owner = '' then 'team' else 'owner' end as kind
                        from days join insights.population using (population_id)
                        """)
                .bind("days", DAYS)
                .map((row, context) -> new DueDay(
                        row.getInt("population_id"),
                        row.getShort("metric"),
                        row.getShort("tier"),
                        row.getObject("day", OffsetDateTime.class),
                        row.getString("kind")))
                .list();
    }

    private static <S extends SqlStatement<S>> S bind(List<DueDay> due, S statement) {
        return statement
                .bindArray(
                        "populations",
                        Integer.class,
                        due.stream().map(DueDay::population).toList())
                .bindArray(
                        "metrics",
                        Integer.class,
                        due.stream().map(DueDay::metric).toList())
                .bindArray(
                        "tiers", Integer.class, due.stream().map(DueDay::tier).toList())
                .bindArray(
                        "days",
                        String.class,
                        due.stream()
                                .map(day -> day.day().toInstant().toString())
                                .toList());
    }

    /** One row for each hour with items, and one for the day. */
    private static void compute(Transaction tx, String population, List<DueDay> due) {
        if (due.isEmpty()) {
            return;
        }
        bind(due, tx.handle().createUpdate("""
                insert into insights.rollup (population_id, metric, tier, unit, start, actor, bins)
                select population_id, metric, tier, unit, start, actor,
                       string_agg(int2send(bin) || int4send(items), '' order by bin)
                from (
                    select population_id, metric, tier,
                           case when grouping(hour) = 1 then 'd' else 'h' end::"char" as unit,
                           coalesce(hour, day) as start, actor, bin, count(*)::int as items
                    from (
                        select due.population_id, due.metric, due.tier, due.day, item.actor, item.bin,
                               date_trunc('hour', item.at, 'UTC') as hour
                        from
                        """ + DUE + """
                        join insights.history_item as item
                          on item.%s = due.population_id and item.metric = due.metric and item.tier = due.tier
                         and item.at >= due.day and item.at < due.day + interval '24 hours' and item.state = 0
                    ) as counted
                    group by grouping sets (
                        (population_id, metric, tier, day, actor, bin, hour),
                        (population_id, metric, tier, day, actor, bin))
                ) as binned
                group by population_id, metric, tier, unit, start, actor
                """.formatted(population)))
                .execute();
    }

    private record DueDay(int population, int metric, int tier, OffsetDateTime day, String kind) {}
}
