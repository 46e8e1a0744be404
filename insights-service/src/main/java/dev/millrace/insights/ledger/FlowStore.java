package dev.millrace.insights.ledger;

import dev.millrace.insights.metric.ActorClass;
import dev.millrace.insights.metric.Window;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jdbi.v3.core.statement.Query;

/** Reads what is open, and what runs came to: numbers that are no quantiles of durations. */
@Singleton
final class FlowStore {

    /** How many runs of each span ended in which way, and how long they took together. */
    List<Map<String, RunTotals>> runs(Transaction tx, Population population, List<Window> spans) {
        List<Map<String, RunTotals>> totals = new ArrayList<>();
        spans.forEach(span -> totals.add(new HashMap<>()));
        HistoryStore.bind(
                        population, tx.handle().createQuery("""
                        select place, source, count(*) as n, sum(micros) as micros
                        from unnest(cast(:froms as timestamptz[]), cast(:tos as timestamptz[]))
                             with ordinality as span (from_at, to_at, place)
                        cross join lateral (
                            select source, micros from %s
                            where %s and metric = :metric and tier = -1 and state = 0
                              and at >= span.from_at and at < span.to_at) as run
                        group by place, source
                        """.formatted(population.items(), population.condition())))
                .bind("metric", ItemMetric.BUILD_TIME.code())
                .bindArray(
                        "froms",
                        String.class,
                        spans.stream().map(span -> span.from().toString()).toList())
                .bindArray(
                        "tos",
                        String.class,
                        spans.stream().map(span -> span.to().toString()).toList())
                .map((row, context) -> totals.get(row.getInt("place") - 1)
                        .put(
                                row.getString("source"),
                                new RunTotals(
                                        row.getLong("n"),
                                        row.getBigDecimal("micros").doubleValue() / 1e6)))
                .list();
        return totals;
    }

    /** How many changes were open at each of these times. */
    List<Long> open(Transaction tx, Population population, Set<ActorClass> actors, List<Instant> times) {
        return bind(population, actors, tx.handle().createQuery("""
                        select (select count(*) from %s
                                where %s and metric = :metric and tier = -1 and actor = any(:actors)
                                  and from_at <= moment.at and at > moment.at) as open
                        from unnest(cast(:times as timestamptz[])) with ordinality as moment (at, place) order by place
                        """.formatted(
                                population.items(), population.condition())))
                .bindArray(
                        "times",
                        String.class,
                        times.stream().map(Instant::toString).toList())
                .mapTo(Long.class)
                .list();
    }

    /** Quantiles of the ages, in seconds, of what was open at a time. */
    List<OptionalDouble> ages(
            Transaction tx, Population population, Set<ActorClass> actors, Instant time, List<Double> quantiles) {
        return quantiles.stream()
                .map(quantile -> bind(population, actors, tx.handle().createQuery("""
                                select percentile_cont(:quantile) within group (
                                    order by extract(epoch from cast(:time as timestamptz) - from_at)::float8) as age
                                from %s
                                where %s and metric = :metric and tier = -1 and actor = any(:actors)
                                  and from_at <= cast(:time as timestamptz) and at > cast(:time as timestamptz)
                                """.formatted(
                                        population.items(), population.condition())))
                        .bind("quantile", quantile)
                        .bind("time", time.toString())
                        .map((row, context) -> {
                            double age = row.getDouble("age");
                            return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(age);
                        })
                        .one())
                .toList();
    }

    /** The time that changes were open within the span, and what those that ended in it had been open in all; in seconds. */
    OpenTotals openTotals(Transaction tx, Population population, Set<ActorClass> actors, Window span) {
        return bind(population, actors, tx.handle().createQuery("""
                        select coalesce(sum(extract(epoch from least(at, :to) - greatest(from_at, :from))), 0)::float8 as within,
                               coalesce(sum(micros) filter (where state = 0 and at < :to), 0)::float8 / 1e6 as ended
                        from %s
                        where %s and metric = :metric and tier = -1 and actor = any(:actors)
                          and at > :from and from_at < :to and from_at <= at
                        """.formatted(
                                population.items(), population.condition())))
                .bind("from", HistoryStore.utc(span.from()))
                .bind("to", HistoryStore.utc(span.to()))
                .map((row, context) -> new OpenTotals(row.getDouble("within"), row.getDouble("ended")))
                .one();
    }

    private static Query bind(Population population, Set<ActorClass> actors, Query statement) {
        return HistoryStore.bind(population, statement)
                .bind("metric", ItemMetric.OPEN_TIME.code())
                .bindArray(
                        "actors",
                        Integer.class,
                        actors.stream().map(ActorClass::ordinal).toList());
    }
}
