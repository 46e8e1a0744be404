package dev.millrace.insights.fact;

import dev.millrace.events.forge.ChangeReviewed.Action;
import dev.millrace.events.forge.ChangeReviewed.Verdict;
import dev.millrace.events.pipeline.Conclusion;
import dev.millrace.insights.fact.BuildStepFact.Stage;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reviews, drafts and builds in PostgreSQL. Adding is a set union, as in {@link FactStore}. */
@Singleton
final class FlowFactStore {

    boolean addReview(Transaction tx, String forgeKey, ReviewFact fact) {
        return tx.handle()
                        .createUpdate("""
                                insert into insights.review
                                    (forge_key, review_id, action, fingerprint, number, reviewer_id, reviewer_login,
                                     reviewer_is_bot, verdict, at)
                                values (:forgeKey, :reviewId, :action, :fingerprint, :number, :reviewerId, :reviewerLogin,
                                        :reviewerIsBot, :verdict, :at)
                                on conflict do nothing
                                """)
                        .bind("forgeKey", forgeKey)
                        .bind("reviewId", fact.reviewId())
                        .bind("action", fact.action().name())
                        .bind("fingerprint", Fingerprint.of(fact))
                        .bind("number", fact.number())
                        .bind("reviewerId", fact.reviewerId())
                        .bind("reviewerLogin", fact.reviewerLogin())
                        .bind("reviewerIsBot", fact.reviewerIsBot())
                        .bind("verdict", fact.verdict().name())
                        .bind("at", FactStore.utc(fact.at()))
                        .execute()
                > 0;
    }

    boolean addMoment(Transaction tx, String forgeKey, ChangeMomentFact fact) {
        return tx.handle()
                        .createUpdate("""
                                insert into insights.change_moment (forge_key, number, kind, at)
                                values (:forgeKey, :number, :kind, :at)
                                on conflict do nothing
                                """)
                        .bind("forgeKey", forgeKey)
                        .bind("number", fact.number())
                        .bind("kind", fact.kind().name())
                        .bind("at", FactStore.utc(fact.at()))
                        .execute()
                > 0;
    }

    List<ReviewFact> reviews(Transaction tx, String forgeKey) {
        return tx.handle()
                .createQuery("""
                        select review_id, action, number, reviewer_id, reviewer_login, reviewer_is_bot, verdict, at
                        from insights.review where forge_key = :forgeKey
                        """)
                .bind("forgeKey", forgeKey)
                .map((row, context) -> new ReviewFact(
                        row.getString("review_id"),
                        row.getLong("number"),
                        Action.valueOf(row.getString("action")),
                        row.getString("reviewer_id"),
                        row.getString("reviewer_login"),
                        row.getBoolean("reviewer_is_bot"),
                        Verdict.valueOf(row.getString("verdict")),
                        instant(row, "at")))
                .list();
    }

    List<ChangeMomentFact> moments(Transaction tx, String forgeKey) {
        return tx.handle()
                .createQuery("select number, kind, at from insights.change_moment where forge_key = :forgeKey")
                .bind("forgeKey", forgeKey)
                .map((row, context) -> new ChangeMomentFact(
                        row.getLong("number"),
                        ChangeMomentFact.Kind.valueOf(row.getString("kind")),
                        instant(row, "at")))
                .list();
    }

    List<BuildStepFact> builds(Transaction tx, KnownRepository repository) {
        return tx.handle()
                .createQuery("""
                        select build_id, stage, pipeline, trigger, sha, change_number, conclusion, at
                        from insights.build_step where repository_id in (
                        """ + KnownRepositoryStore.SAME_UPSTREAM + ")")
                .bind("id", repository.id())
                .bind("team", repository.team())
                .bind("forgeKey", repository.upstreamKey().orElse(""))
                .map((row, context) -> new BuildStepFact(
                        row.getObject("build_id", UUID.class),
                        Stage.valueOf(row.getString("stage")),
                        row.getString("pipeline"),
                        row.getString("trigger"),
                        row.getString("sha"),
                        Optional.ofNullable(row.getObject("change_number", Long.class)),
                        Optional.ofNullable(row.getString("conclusion")).map(Conclusion::valueOf),
                        instant(row, "at")))
                .list();
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static Optional<Instant> optionalInstant(ResultSet row, String column) throws SQLException {
        @Nullable OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return Optional.ofNullable(at).map(OffsetDateTime::toInstant);
    }
}
