package dev.millrace.insights.ledger;

import dev.millrace.insights.ledger.Histogram.Place;
import dev.millrace.insights.metric.ActorClass;
import dev.millrace.insights.metric.ActorCounts;
import dev.millrace.insights.metric.Window;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.error.MillraceException;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.Query;

/**
 * Reads distributions, exactly. Few items are read as they are. Of many, the rollups show in which bin a quantile is, and only the
 * items of this bin are read. The transaction must read one snapshot.
 */
@Singleton
final class DistributionStore {

    private static final int MOST_FILTERED = 200_000;

    private final int most;

    DistributionStore() {
        this(20_000);
    }

    /** @param most items that are read as they are, even if there are rollups */
    DistributionStore(int most) {
        this.most = most;
    }

    List<Distribution> read(Transaction tx, DistributionQuery query) {
        if (query.spans().isEmpty()) {
            return List.of();
        }
        if (query.population().isFiltered()) {
            refuseTooLarge(tx, query);
        }
        return query.population().hasRollups() && isLarge(tx, query, most)
                ? fromRollups(tx, query)
                : fromItems(tx, query);
    }

    /** The past has no rollups, nor has an environment. */
    private static void refuseTooLarge(Transaction tx, DistributionQuery query) {
        if (isLarge(tx, query, MOST_FILTERED)) {
            throw MillraceException.badRequest(
                            "asOf and environment read at most %,d items: take a shorter window or a smaller scope"
                                    .formatted(MOST_FILTERED))
                    .withCode("too_many_items");
        }
    }

    private static boolean isLarge(Transaction tx, DistributionQuery query, int most) {
        return bindSpan(
                                query,
                                tx.handle()
                                        .createQuery("select count(*) from (select 1" + items(query)
                                                + " limit :most) as few"))
                        .bind("most", most + 1)
                        .mapTo(Integer.class)
                        .one()
                > most;
    }

    // --- items as they are ---

    private record Seen(Instant at, long micros, ActorClass actor) {}

    private static List<Distribution> fromItems(Transaction tx, DistributionQuery query) {
        List<Seen> items = bindSpan(
                        query, tx.handle().createQuery("select at, micros, actor" + items(query) + " order by at"))
                .setFetchSize(10_000)
                .map((row, context) -> new Seen(
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getLong("micros"),
                        Codes.actor(row.getInt("actor"))))
                .list();
        return query.spans().stream()
                .map(span ->
                        distribution(items.subList(firstFrom(span.from(), items), firstFrom(span.to(), items)), query))
                .toList();
    }

    private static Distribution distribution(List<Seen> items, DistributionQuery query) {
        long[] sorted = items.stream()
                .filter(item -> query.actors().contains(item.actor()))
                .mapToLong(Seen::micros)
                .sorted()
                .toArray();
        int[] byActor = new int[ActorClass.values().length];
        items.forEach(item -> byActor[item.actor().ordinal()]++);
        return new Distribution(
                sorted.length,
                query.quantiles().stream()
                        .map(quantile -> value(query, quantile, sorted.length, rank -> sorted[(int) rank]))
                        .toList(),
                new ActorCounts(
                        byActor[ActorClass.HUMAN.ordinal()],
                        byActor[ActorClass.AGENT.ordinal()],
                        byActor[ActorClass.BOT.ordinal()]));
    }

    private static int firstFrom(Instant time, List<Seen> byTime) {
        int low = 0;
        int high = byTime.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (byTime.get(middle).at().isBefore(time)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    // --- rollups, and items of some bins ---

    private static List<Distribution> fromRollups(Transaction tx, DistributionQuery query) {
        List<Histogram> histograms = histograms(tx, query);
        Map<Wanted, long[]> found = values(tx, query, wanted(query, histograms));
        List<Distribution> distributions = new ArrayList<>();
        for (int index = 0; index < histograms.size(); index++) {
            int span = index;
            Histogram histogram = histograms.get(index);
            distributions.add(new Distribution(
                    histogram.n(),
                    query.quantiles().stream()
                            .map(quantile -> value(query, quantile, histogram.n(), rank -> {
                                Place place = histogram.place(rank);
                                long[] inBin = Objects.requireNonNull(found.get(new Wanted(span, place.bin())));
                                return inBin[(int) place.offset()];
                            }))
                            .toList(),
                    histogram.authors()));
        }
        return distributions;
    }

    /** Items of a span that are in one bin. */
    private record Wanted(int span, int bin) {}

    private static Set<Wanted> wanted(DistributionQuery query, List<Histogram> histograms) {
        Set<Wanted> wanted = new HashSet<>();
        for (int index = 0; index < histograms.size(); index++) {
            int span = index;
            Histogram histogram = histograms.get(index);
            for (double quantile : query.quantiles()) {
                // which ranks a quantile needs is decided in one place
                value(query, quantile, histogram.n(), rank -> {
                    wanted.add(new Wanted(span, histogram.place(rank).bin()));
                    return 0;
                });
            }
        }
        return wanted;
    }

    private static Map<Wanted, long[]> values(Transaction tx, DistributionQuery query, Set<Wanted> wanted) {
        List<Wanted> list = List.copyOf(wanted);
        Map<Wanted, long[]> found = new HashMap<>();
        bind(query, tx.handle().createQuery("""
                        select wanted.place, item.micros
                        from unnest(cast(:froms as timestamptz[]), cast(:tos as timestamptz[]), cast(:bins as smallint[]))
                             with ordinality as wanted (from_at, to_at, bin, place)
                        cross join lateral (
                            select array_agg(micros order by micros) as micros from insights.history_item
                            where %s and metric = :metric and tier = :tier and state = 0 and bin = wanted.bin
                              and at >= wanted.from_at and at < wanted.to_at and actor = any(:actors)) as item
                        """.formatted(query.population().condition())))
                .bindArray(
                        "froms",
                        String.class,
                        list.stream()
                                .map(one -> span(query, one).from().toString())
                                .toList())
                .bindArray(
                        "tos",
                        String.class,
                        list.stream()
                                .map(one -> span(query, one).to().toString())
                                .toList())
                .bindArray("bins", Integer.class, list.stream().map(Wanted::bin).toList())
                .bindArray(
                        "actors",
                        Integer.class,
                        query.actors().stream().map(ActorClass::ordinal).toList())
                .map((row, context) -> Map.entry(
                        row.getInt("place") - 1, (Long[]) row.getArray("micros").getArray()))
                .forEach(entry -> found.put(
                        list.get(entry.getKey()),
                        Arrays.stream(entry.getValue())
                                .mapToLong(Long::longValue)
                                .toArray()));
        return found;
    }

    private static Window span(DistributionQuery query, Wanted wanted) {
        return query.spans().get(wanted.span());
    }

    private static List<Histogram> histograms(Transaction tx, DistributionQuery query) {
        Set<Instant> dirty = dirtyDays(tx, query);
        List<Pieces> pieces = query.spans().stream()
                .map(span -> Pieces.of(span.from(), span.to(), dirty))
                .toList();
        List<Histogram> histograms =
                pieces.stream().map(piece -> new Histogram(query.actors())).toList();
        Map<Instant, List<Integer>> byDay =
                places(pieces.stream().map(Pieces::days).toList());
        Map<Instant, List<Integer>> byHour =
                places(pieces.stream().map(Pieces::hours).toList());
        readRollups(tx, query, "d", byDay, histograms);
        readRollups(tx, query, "h", byHour, histograms);
        readEdges(tx, query, pieces, histograms);
        return histograms;
    }

    private static Map<Instant, List<Integer>> places(List<List<Instant>> starts) {
        Map<Instant, List<Integer>> places = new HashMap<>();
        for (int index = 0; index < starts.size(); index++) {
            for (Instant start : starts.get(index)) {
                places.computeIfAbsent(start, none -> new ArrayList<>(2)).add(index);
            }
        }
        return places;
    }

    private static Set<Instant> dirtyDays(Transaction tx, DistributionQuery query) {
        return tx
                .handle()
                .createQuery("""
                        select distinct day from insights.dirty_day
                        where population_id = :population and metric = :metric and tier = :tier
                        """)
                .bind("population", query.population().id())
                .bind("metric", query.metric().code())
                .bind("tier", Codes.of(query.tier()))
                .mapTo(OffsetDateTime.class)
                .list()
                .stream()
                .map(OffsetDateTime::toInstant)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static void readRollups(
            Transaction tx,
            DistributionQuery query,
            String unit,
            Map<Instant, List<Integer>> places,
            List<Histogram> histograms) {
        if (places.isEmpty()) {
            return;
        }
        tx.handle()
                .createQuery("""
                        select start, actor, bins from insights.rollup
                        where population_id = :population and metric = :metric and tier = :tier
                          and unit = cast(:unit as "char") and start = any(cast(:starts as timestamptz[]))
                        """)
                .bind("population", query.population().id())
                .bind("metric", query.metric().code())
                .bind("tier", Codes.of(query.tier()))
                .bind("unit", unit)
                .bindArray(
                        "starts",
                        String.class,
                        places.keySet().stream().map(Instant::toString).toList())
                .setFetchSize(10_000)
                .map((row, context) -> new Rollup(
                        row.getObject("start", OffsetDateTime.class).toInstant(),
                        Codes.actor(row.getInt("actor")),
                        row.getBytes("bins")))
                .forEach(rollup -> places.getOrDefault(rollup.start(), List.of())
                        .forEach(place -> histograms.get(place).add(rollup.actor(), rollup.bins())));
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Rollup(Instant start, ActorClass actor, byte[] bins) {}

    private static void readEdges(
            Transaction tx, DistributionQuery query, List<Pieces> pieces, List<Histogram> histograms) {
        List<Integer> places = new ArrayList<>();
        List<String> froms = new ArrayList<>();
        List<String> tos = new ArrayList<>();
        for (int index = 0; index < pieces.size(); index++) {
            for (Pieces.Edge edge : pieces.get(index).edges()) {
                places.add(index);
                froms.add(edge.from().toString());
                tos.add(edge.to().toString());
            }
        }
        if (places.isEmpty()) {
            return;
        }
        bind(query, tx.handle().createQuery("""
                        select edge.place, item.micros, item.actor
                        from unnest(cast(:froms as timestamptz[]), cast(:tos as timestamptz[]), :places)
                             as edge (from_at, to_at, place)
                        cross join lateral (
                            select micros, actor from insights.history_item
                            where %s and metric = :metric and tier = :tier and state = 0
                              and at >= edge.from_at and at < edge.to_at) as item
                        """.formatted(query.population().condition())))
                .bindArray("froms", String.class, froms)
                .bindArray("tos", String.class, tos)
                .bindArray("places", Integer.class, places)
                .setFetchSize(10_000)
                .map((row, context) -> {
                    histograms.get(row.getInt("place")).add(Codes.actor(row.getInt("actor")), row.getLong("micros"));
                    return true;
                })
                .forEach(added -> {});
    }

    // --- both ---

    /** An item by its rank, 0 for the smallest. */
    @FunctionalInterface
    private interface Ranked {
        long at(long rank);
    }

    private static OptionalDouble value(DistributionQuery query, double quantile, long n, Ranked items) {
        if (n == 0) {
            return OptionalDouble.empty();
        }
        double position = quantile * (n - 1);
        double low = items.at((long) Math.floor(position)) / 1e6;
        double high = items.at((long) Math.ceil(position)) / 1e6;
        return OptionalDouble.of(query.method().between(low, high, position - Math.floor(position)));
    }

    private static String items(DistributionQuery query) {
        return " from " + query.population().items() + " where "
                + query.population().condition()
                + " and metric = :metric and tier = :tier and state = 0 and at >= :from and at < :to";
    }

    private static Query bind(DistributionQuery query, Query statement) {
        return HistoryStore.bind(query.population(), statement)
                .bind("metric", query.metric().code())
                .bind("tier", Codes.of(query.tier()));
    }

    /** With the time from the first to the last of all spans. */
    private static Query bindSpan(DistributionQuery query, Query statement) {
        Instant from = query.spans().stream()
                .map(Window::from)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Instant to = query.spans().stream()
                .map(Window::to)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return bind(query, statement).bind("from", HistoryStore.utc(from)).bind("to", HistoryStore.utc(to));
    }
}
