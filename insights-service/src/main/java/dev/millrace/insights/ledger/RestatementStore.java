package dev.millrace.insights.ledger;

import dev.millrace.insights.fact.KnownRepository;
import dev.millrace.insights.ledger.HistoryStore.Part;
import dev.millrace.insights.ledger.ReadRestatements.Restated;
import dev.millrace.insights.metric.Tier;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Rows of {@code insights.restatement}. */
@Singleton
final class RestatementStore {

    void add(Transaction tx, KnownRepository repository, Part part, List<Restatement> restatements, Instant now) {
        if (restatements.isEmpty()) {
            return;
        }
        try (PreparedBatch batch = tx.handle().prepareBatch("""
                insert into insights.restatement
                    (team, history_key, service, tier, metric, from_at, to_at, old_value, new_value, old_n, new_n, cause, at)
                values (:team, :key, :service, :tier, :metric, :from, :to, :oldValue, :newValue, :oldN, :newN, :cause, :now)
                """)) {
            for (Restatement row : restatements) {
                batch.bind("team", repository.team())
                        .bind("key", repository.historyKey())
                        .bind("service", part.service())
                        .bind("tier", row.tier().ordinal())
                        .bind("metric", row.metric())
                        .bind("from", HistoryStore.utc(row.from()))
                        .bind("to", HistoryStore.utc(row.to()))
                        .bind("oldValue", orNull(row.oldValue()))
                        .bind("newValue", orNull(row.newValue()))
                        .bind("oldN", row.oldN())
                        .bind("newN", row.newN())
                        .bind("cause", row.cause())
                        .bind("now", HistoryStore.utc(now))
                        .add();
            }
            batch.execute();
        }
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    /** The newest first, before the row with this number. */
    List<Restated> list(
            Transaction tx,
            String team,
            Optional<String> historyKey,
            Optional<String[]> visible,
            long before,
            int limit) {
        Query query = tx.handle()
                .createQuery("""
                        select restatement.*,
                               coalesce((select name from insights.repository
                                         where repository.team = restatement.team
                                           and coalesce(repository.upstream_key, 'millrace:' || repository.id)
                                             = restatement.history_key
                                         order by name limit 1), restatement.history_key) as repository
                        from insights.restatement
                        where team = :team and restatement_id < :before and (:all or history_key = any(:keys))
                          and (:everywhere or history_key like 'millrace:%' or history_key = any(:visible))
                        order by restatement_id desc limit :limit
                        """)
                .bind("team", team)
                .bind("before", before)
                .bind("limit", limit)
                .bind("all", historyKey.isEmpty())
                .bindArray("keys", String.class, historyKey.stream().toList())
                .bind("everywhere", visible.isEmpty())
                .bindArray("visible", String.class, visible.map(Arrays::asList).orElse(List.of()));
        return query.map((row, context) -> new Restated(
                        row.getLong("restatement_id"),
                        row.getString("repository"),
                        Optional.of(row.getString("service")).filter(name -> !name.isEmpty()),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        restatement(row)))
                .list();
    }

    private static Restatement restatement(ResultSet row) throws SQLException {
        return new Restatement(
                Tier.values()[row.getInt("tier")],
                row.getString("metric"),
                row.getObject("from_at", OffsetDateTime.class).toInstant(),
                row.getObject("to_at", OffsetDateTime.class).toInstant(),
                value(row, "old_value"),
                value(row, "new_value"),
                row.getLong("old_n"),
                row.getLong("new_n"),
                row.getString("cause"));
    }

    private static OptionalDouble value(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
