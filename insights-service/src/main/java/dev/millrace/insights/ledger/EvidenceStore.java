package dev.millrace.insights.ledger;

import dev.millrace.insights.ledger.DeploymentTotals.Line;
import dev.millrace.insights.ledger.EvidencePage.Position;
import dev.millrace.insights.ledger.Item.State;
import dev.millrace.insights.ledger.LedgerDeployment.Effect;
import dev.millrace.insights.metric.ActorClass;
import dev.millrace.insights.metric.Tier;
import dev.millrace.insights.metric.Window;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.Query;

/** Reads deployments and items: as counts, and as evidence, page by page. */
@Singleton
final class EvidenceStore {

    /** Later than every row. */
    private static final Instant END = Instant.parse("9999-12-31T00:00:01Z");

    private static final String NAME = """
            coalesce((select name from insights.repository
                      where repository.team = history.team
                        and coalesce(repository.upstream_key, 'millrace:' || repository.id) = history.history_key
                      order by name limit 1), history.history_key) as repository
            """;

    /** How many deployments there are in each span. */
    List<DeploymentTotals> totals(Transaction tx, Population population, Tier tier, List<Window> spans) {
        List<Map<Effect, Line>> totals = new ArrayList<>();
        spans.forEach(span -> totals.add(new EnumMap<>(Effect.class)));
        HistoryStore.bind(population, tx.handle().createQuery("""
                        select place, effect, count(*) as n, count(*) filter (where failed) as failed,
                               count(*) filter (where rework) as rework,
                               count(*) filter (where failed and recovered_at is null) as unrecovered
                        from unnest(cast(:froms as timestamptz[]), cast(:tos as timestamptz[]))
                             with ordinality as span (from_at, to_at, place)
                        cross join lateral (
                            select effect, failed, rework, recovered_at from %s
                            where %s and tier = :tier and at >= span.from_at and at < span.to_at) as deployment
                        group by place, effect
                        """.formatted(
                                population.deployments(), population.condition())))
                .bind("tier", tier.ordinal())
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
                                Effect.values()[row.getInt("effect")],
                                new Line(
                                        row.getLong("n"),
                                        row.getLong("failed"),
                                        row.getLong("rework"),
                                        row.getLong("unrecovered"))))
                .list();
        return totals.stream().map(DeploymentTotals::new).toList();
    }

    /** How many deployments of the window brought something, for each repository that had any. */
    List<Long> bearingByHistory(Transaction tx, Population population, Tier tier, Window window) {
        return bind(population, tier, window, tx.handle().createQuery("""
                        select count(*) from %s
                        where %s and tier = :tier and at >= :from and at < :to and effect <= :unknown group by history_id
                        """.formatted(
                                population.deployments(), population.condition())))
                .bind("unknown", Effect.UNKNOWN.ordinal())
                .mapTo(Long.class)
                .list();
    }

    /** Ends of the deployments of the window that brought something, oldest first. */
    List<Instant> bearing(Transaction tx, Population population, Tier tier, Window window) {
        return bind(population, tier, window, tx.handle().createQuery("""
                        select at from %s
                        where %s and tier = :tier and at >= :from and at < :to and effect <= :unknown order by at
                        """.formatted(
                                population.deployments(), population.condition())))
                .bind("unknown", Effect.UNKNOWN.ordinal())
                .mapTo(OffsetDateTime.class)
                .list()
                .stream()
                .map(OffsetDateTime::toInstant)
                .toList();
    }

    /** When the first success ever ended. */
    Optional<Instant> firstSuccessAt(Transaction tx, Population population, Tier tier) {
        return HistoryStore.bind(population, tx.handle().createQuery("""
                        select at from %s
                        where %s and tier = :tier and effect < :failed order by at limit 1
                        """.formatted(
                                population.deployments(), population.condition())))
                .bind("tier", tier.ordinal())
                .bind("failed", Effect.FAILED.ordinal())
                .mapTo(OffsetDateTime.class)
                .findOne()
                .map(OffsetDateTime::toInstant);
    }

    /** Items of the window that never count, by reason and class of actor. */
    Map<State, Map<ActorClass, Long>> leftOut(
            Transaction tx, Population population, ItemMetric metric, Optional<Tier> tier, Window window) {
        Map<State, Map<ActorClass, Long>> counts = new HashMap<>();
        bindItems(population, metric, tier, window, tx.handle().createQuery("""
                        select state, actor, count(*) as items from %s
                        where %s and metric = :metric and tier = :tier and state <> 0 and at >= :from and at < :to
                        group by state, actor
                        """.formatted(
                                population.items(), population.condition())))
                .map((row, context) -> counts.computeIfAbsent(
                                State.values()[row.getInt("state")], state -> new HashMap<>())
                        .put(Codes.actor(row.getInt("actor")), row.getLong("items")))
                .list();
        return counts;
    }

    /** Items of the window, newest first. */
    List<EvidenceRow<Item>> items(
            Transaction tx,
            Population population,
            ItemMetric metric,
            Optional<Tier> tier,
            Window window,
            EvidencePage page) {
        return bindPage(
                        page,
                        bindItems(
                                population,
                                metric,
                                tier,
                                window,
                                tx.handle()
                                        .createQuery("""
                        select item.*, """ + NAME
                                                + """
                        from (select * from %s
                              where %s and metric = :metric and tier = :tier and at >= :from and at < :to
                                and (at, history_id, subject collate "C") < (:beforeAt, :beforeHistory, :beforeSubject)
                              order by at desc, history_id desc, subject collate "C" desc limit :limit) as item
                        join %s using (history_id)
                        order by at desc, history_id desc, subject collate "C" desc
                        """.formatted(
                                                                population.items(),
                                                                population.condition(),
                                                                population.namedHistories()))))
                .map((row, context) -> row(row, row.getString("subject"), ItemStore.item(row)))
                .list();
    }

    /** Deployments of the window with one of these effects, newest first. */
    List<EvidenceRow<LedgerDeployment>> deployments(
            Transaction tx,
            Population population,
            Tier tier,
            Window window,
            Collection<Effect> effects,
            EvidencePage page) {
        return bindPage(
                        page,
                        bind(
                                population,
                                tier,
                                window,
                                tx.handle()
                                        .createQuery("""
                        select deployment.*, """ + NAME
                                                + """
                        from (select * from %s
                              where %s and tier = :tier and at >= :from and at < :to and effect = any(:effects)
                                and (at, history_id, deployment_id collate "C")
                                    < (:beforeAt, :beforeHistory, :beforeSubject)
                              order by at desc, history_id desc, deployment_id collate "C" desc limit :limit) as deployment
                        join %s using (history_id)
                        order by at desc, history_id desc, deployment_id collate "C" desc
                        """.formatted(
                                                                population.deployments(),
                                                                population.condition(),
                                                                population.namedHistories()))))
                .bindArray(
                        "effects",
                        Integer.class,
                        effects.stream().map(Effect::ordinal).toList())
                .map((row, context) -> row(row, row.getString("deployment_id"), DeploymentStore.deployment(row)))
                .list();
    }

    /** The items at some ranks by duration, 0 for the shortest, among those that count. */
    List<EvidenceRow<Item>> atRanks(Transaction tx, DistributionQuery query, List<Long> ranks) {
        return bindItems(
                        query.population(),
                        query.metric(),
                        query.tier(),
                        query.spans().getFirst(),
                        tx.handle()
                                .createQuery("""
                        select item.*, """ + NAME
                                        + """
                        from (select *, row_number() over (order by micros, at, history_id, subject collate "C") - 1 as rank
                              from %s
                              where %s and metric = :metric and tier = :tier and at >= :from and at < :to and state = 0
                                and actor = any(:actors)) as item
                        join %s using (history_id)
                        where rank = any(:ranks) order by rank
                        """.formatted(
                                                        query.population().items(),
                                                        query.population().condition(),
                                                        query.population().namedHistories())))
                .bindArray(
                        "actors",
                        Integer.class,
                        query.actors().stream().map(ActorClass::ordinal).toList())
                .bindArray("ranks", Long.class, ranks)
                .map((row, context) -> row(row, row.getString("subject"), ItemStore.item(row)))
                .list();
    }

    private static <T> EvidenceRow<T> row(ResultSet row, String subject, T content) throws SQLException {
        return new EvidenceRow<>(
                new Position(row.getObject("at", OffsetDateTime.class).toInstant(), row.getInt("history_id"), subject),
                row.getString("repository"),
                content);
    }

    private static Query bindPage(EvidencePage page, Query statement) {
        return statement
                .bind("limit", page.limit())
                .bind(
                        "beforeAt",
                        page.before().map(Position::at).map(HistoryStore::utc).orElse(HistoryStore.utc(END)))
                .bind("beforeHistory", page.before().map(Position::history).orElse(Integer.MAX_VALUE))
                .bind("beforeSubject", page.before().map(Position::subject).orElse(""));
    }

    private static Query bindItems(
            Population population, ItemMetric metric, Optional<Tier> tier, Window window, Query statement) {
        return bindWindow(population, window, statement)
                .bind("metric", metric.code())
                .bind("tier", Codes.of(tier));
    }

    private static Query bind(Population population, Tier tier, Window window, Query statement) {
        return bindWindow(population, window, statement).bind("tier", tier.ordinal());
    }

    private static Query bindWindow(Population population, Window window, Query statement) {
        return HistoryStore.bind(population, statement)
                .bind("from", HistoryStore.utc(window.from()))
                .bind("to", HistoryStore.utc(window.to()));
    }
}
