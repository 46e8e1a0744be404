package dev.millrace.insights.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.millrace.insights.ledger.HistoryStore.Place;
import dev.millrace.insights.ledger.LedgerDeployment.Effect;
import dev.millrace.insights.metric.FailureSignal;
import dev.millrace.insights.metric.Tier;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Rows of {@code insights.history_deployment}. */
@Singleton
final class DeploymentStore {

    private static final TypeReference<List<FailureSignal>> SIGNALS = new TypeReference<>() {};
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private record Key(Tier tier, String id) {

        static Key of(LedgerDeployment deployment) {
            return new Key(deployment.tier(), deployment.id());
        }
    }

    /** As {@link ItemStore#replace}. */
    Replaced<LedgerDeployment> replace(Transaction tx, Place place, List<LedgerDeployment> deployments) {
        Map<Key, LedgerDeployment> stored = new HashMap<>();
        tx.handle()
                .createQuery("select * from insights.history_deployment where history_id = :history")
                .bind("history", place.id())
                .setFetchSize(5_000)
                .map((row, context) -> deployment(row))
                .forEach(deployment -> stored.put(Key.of(deployment), deployment));
        Map<Key, LedgerDeployment> wanted = new HashMap<>();
        deployments.forEach(deployment -> wanted.putIfAbsent(Key.of(deployment), deployment));
        List<LedgerDeployment> gone = stored.values().stream()
                .filter(known -> !known.equals(wanted.get(Key.of(known))))
                .toList();
        List<LedgerDeployment> added = wanted.values().stream()
                .filter(known -> !known.equals(stored.get(Key.of(known))))
                .toList();
        delete(tx, place.id(), gone);
        insert(tx, place, added);
        return new Replaced<>(stored.values(), wanted.values(), !gone.isEmpty() || !added.isEmpty());
    }

    private static void delete(Transaction tx, int historyId, List<LedgerDeployment> gone) {
        if (gone.isEmpty()) {
            return;
        }
        try (PreparedBatch batch = tx.handle().prepareBatch("""
                delete from insights.history_deployment
                where history_id = :history and tier = :tier and deployment_id = :id
                """)) {
            gone.forEach(deployment -> batch.bind("history", historyId)
                    .bind("tier", deployment.tier().ordinal())
                    .bind("id", deployment.id())
                    .add());
            batch.execute();
        }
    }

    private static void insert(Transaction tx, Place place, List<LedgerDeployment> added) {
        if (added.isEmpty()) {
            return;
        }
        try (PreparedBatch batch = tx.handle().prepareBatch("""
                insert into insights.history_deployment
                    (history_id, tier, deployment_id, at, effect, reason, environment, sha, ref, created_at, started_at, commits,
                     failed, rework, recovered_at, recovered_by, signals, team_population, owner_population,
                     group_population)
                values (:history, :tier, :id, :at, :effect, :reason, :environment, :sha, :ref, :createdAt, :startedAt, :commits,
                        :failed, :rework, :recoveredAt, :recoveredBy, cast(:signals as jsonb), :team, :owner, :group)
                """)) {
            for (LedgerDeployment deployment : added) {
                batch.bind("history", place.id())
                        .bind("tier", deployment.tier().ordinal())
                        .bind("id", deployment.id())
                        .bind("at", HistoryStore.utc(deployment.at()))
                        .bind("effect", deployment.effect().ordinal())
                        .bind("reason", deployment.reason().orElse(null))
                        .bind("environment", deployment.environment())
                        .bind("sha", deployment.sha())
                        .bind("ref", deployment.ref())
                        .bind("createdAt", HistoryStore.utc(deployment.createdAt()))
                        .bind("startedAt", HistoryStore.utc(deployment.startedAt()))
                        .bind("commits", deployment.commits())
                        .bind("failed", deployment.failed())
                        .bind("rework", deployment.rework())
                        .bind(
                                "recoveredAt",
                                deployment.recoveredAt().map(HistoryStore::utc).orElse(null))
                        .bind("recoveredBy", deployment.recoveredBy().orElse(null))
                        .bind("signals", write(deployment.signals()))
                        .bind("team", place.team())
                        .bind("owner", place.owner())
                        .bind("group", place.owned().at(deployment.at()))
                        .add();
            }
            batch.execute();
        }
    }

    static LedgerDeployment deployment(ResultSet row) throws SQLException {
        @Nullable OffsetDateTime recovered = row.getObject("recovered_at", OffsetDateTime.class);
        return new LedgerDeployment(
                Tier.values()[row.getInt("tier")],
                row.getString("deployment_id"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                Effect.values()[row.getInt("effect")],
                Optional.ofNullable(row.getString("reason")),
                row.getString("environment"),
                row.getString("sha"),
                row.getString("ref"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                row.getInt("commits"),
                row.getBoolean("failed"),
                row.getBoolean("rework"),
                Optional.ofNullable(recovered).map(OffsetDateTime::toInstant),
                Optional.ofNullable(row.getString("recovered_by")),
                read(row.getString("signals")));
    }

    private static String write(List<FailureSignal> signals) {
        try {
            return JSON.writeValueAsString(signals);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON for signals", e);
        }
    }

    private static List<FailureSignal> read(String json) {
        try {
            return JSON.readValue(json, SIGNALS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("insights.history_deployment holds signals that cannot be read", e);
        }
    }
}
