package dev.millrace.insights.ledger;

import dev.millrace.insights.ledger.HistoryStore.Place;
import dev.millrace.insights.ledger.Item.State;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Rows of {@code insights.history_item}, and which days of rollups they change. */
@Singleton
final class ItemStore {

    private static final int BATCH = 1_000;

    /** What identifies an item in its history. */
    private record Key(int metric, int tier, String subject) {

        static Key of(Item item) {
            return new Key(item.metric().code(), Codes.of(item.tier()), item.subject());
        }
    }

    /**
     * A day of UTC of one metric and tier.
     *
     * @param start its first instant
     */
    record Day(int metric, int tier, Instant start) {

        static Day of(Item item) {
            return new Day(
                    item.metric().code(), Codes.of(item.tier()), item.at().truncatedTo(ChronoUnit.DAYS));
        }
    }

    /**
     * Makes the items of a history these, and writes only the difference.
     *
     * @return what they were, and are
     */
    Replaced<Item> replace(Transaction tx, Place place, List<Item> items) {
        Map<Key, Item> stored = stored(tx, place.id());
        Map<Key, Item> wanted = new HashMap<>();
        items.forEach(item -> wanted.putIfAbsent(Key.of(item), item));
        List<Item> gone = stored.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(wanted.get(entry.getKey())))
                .map(Map.Entry::getValue)
                .toList();
        List<Item> added = wanted.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(stored.get(entry.getKey())))
                .map(Map.Entry::getValue)
                .toList();
        delete(tx, place.id(), gone);
        insert(tx, place, added);
        Set<Day> days = new HashSet<>();
        Map<Integer, Set<Day>> byGroup = new TreeMap<>();
        Stream.concat(gone.stream(), added.stream()).filter(ItemStore::counts).forEach(item -> {
            days.add(Day.of(item));
            byGroup.computeIfAbsent(place.owned().at(item.at()), group -> new HashSet<>())
                    .add(Day.of(item));
        });
        markDirty(tx, place.team(), days);
        markDirty(tx, place.owner(), days);
        byGroup.forEach((group, its) -> markDirty(tx, group, its));
        return new Replaced<>(stored.values(), wanted.values(), !gone.isEmpty() || !added.isEmpty());
    }

    private static boolean counts(Item item) {
        return item.state() == State.COUNTED;
    }

    /** The days whose rollups do not hold what the items are from now on. */
    void markDirty(Transaction tx, int population, Collection<Day> days) {
        if (days.isEmpty() || population == 0) {
            return;
        }
        try (PreparedBatch batch = tx.handle().prepareBatch("""
                insert into insights.dirty_day (population_id, metric, tier, day) values (:population, :metric, :tier, :day)
                """)) {
            for (Day day : days) {
                batch.bind("population", population)
                        .bind("metric", day.metric())
                        .bind("tier", day.tier())
                        .bind("day", HistoryStore.utc(day.start()))
                        .add();
            }
            batch.execute();
        }
    }

    private static void delete(Transaction tx, int historyId, List<Item> gone) {
        for (int from = 0; from < gone.size(); from += BATCH) {
            try (PreparedBatch batch = tx.handle().prepareBatch("""
                    delete from insights.history_item
                    where history_id = :history and metric = :metric and tier = :tier and subject = :subject
                    """)) {
                for (Item item : gone.subList(from, Math.min(from + BATCH, gone.size()))) {
                    batch.bind("history", historyId)
                            .bind("metric", item.metric().code())
                            .bind("tier", Codes.of(item.tier()))
                            .bind("subject", item.subject())
                            .add();
                }
                batch.execute();
            }
        }
    }

    private static void insert(Transaction tx, Place place, List<Item> added) {
        for (int from = 0; from < added.size(); from += BATCH) {
            try (PreparedBatch batch = tx.handle().prepareBatch("""
                    insert into insights.history_item
                        (history_id, metric, tier, subject, at, from_at, micros, actor, state, deployment_id, source,
                         team_population, owner_population, group_population)
                    values (:history, :metric, :tier, :subject, :at, :fromAt, :micros, :actor, :state, :deployment, :source,
                            :team, :owner, :group)
                    """)) {
                for (Item item : added.subList(from, Math.min(from + BATCH, added.size()))) {
                    batch.bind("history", place.id())
                            .bind("metric", item.metric().code())
                            .bind("tier", Codes.of(item.tier()))
                            .bind("subject", item.subject())
                            .bind("at", HistoryStore.utc(item.at()))
                            .bind("fromAt", item.fromAt().map(HistoryStore::utc).orElse(null))
                            .bind("micros", item.micros())
                            .bind("actor", item.actor().ordinal())
                            .bind("state", item.state().ordinal())
                            .bind("deployment", item.deploymentId())
                            .bind("source", item.source())
                            .bind("team", place.team())
                            .bind("owner", place.owner())
                            .bind("group", place.owned().at(item.at()))
                            .add();
                }
                batch.execute();
            }
        }
    }

    private static Map<Key, Item> stored(Transaction tx, int historyId) {
        Map<Key, Item> stored = new HashMap<>();
        tx.handle()
                .createQuery("""
                        select metric, tier, subject, at, from_at, micros, actor, state, deployment_id, source
                        from insights.history_item where history_id = :history
                        """)
                .bind("history", historyId)
                .setFetchSize(5_000)
                .map((row, context) -> item(row))
                .forEach(item -> stored.put(Key.of(item), item));
        return stored;
    }

    static Item item(ResultSet row) throws SQLException {
        @Nullable OffsetDateTime from = row.getObject("from_at", OffsetDateTime.class);
        return new Item(
                ItemMetric.of(row.getInt("metric")),
                Codes.tier(row.getInt("tier")),
                row.getString("subject"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(from).map(OffsetDateTime::toInstant),
                row.getLong("micros"),
                Codes.actor(row.getInt("actor")),
                State.values()[row.getInt("state")],
                row.getString("deployment_id"),
                row.getString("source"));
    }
}
