package dev.millrace.insights.fact;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Rows of {@code insights.incident}. */
@Singleton
final class IncidentStore {

    /** Most incidents of one repository: what a team reports is not limited by any forge. */
    static final int MOST = 10_000;

    /**
     * Replaces what was reported under this id.
     *
     * @return whether that changes anything
     */
    boolean save(Transaction tx, UUID repositoryId, IncidentFact fact, Instant reportedAt) {
        return tx.handle()
                        .createUpdate("""
                                insert into insights.incident as known
                                    (repository_id, incident_id, title, started_at, resolved_at, deployment_id, reported_at)
                                values (:repositoryId, :id, :title, :startedAt, :resolvedAt, :deploymentId, :reportedAt)
                                on conflict (repository_id, incident_id) do update
                                set title = excluded.title, started_at = excluded.started_at,
                                    resolved_at = excluded.resolved_at, deployment_id = excluded.deployment_id,
                                    reported_at = excluded.reported_at
                                where (known.title, known.started_at, known.resolved_at, known.deployment_id)
                                    is distinct from
                                      (excluded.title, excluded.started_at, excluded.resolved_at, excluded.deployment_id)
                                """)
                        .bind("repositoryId", repositoryId)
                        .bind("id", fact.id())
                        .bind("title", fact.title())
                        .bind("startedAt", FactStore.utc(fact.startedAt()))
                        .bind(
                                "resolvedAt",
                                fact.resolvedAt().map(FactStore::utc).orElse(null))
                        .bind("deploymentId", fact.deploymentId().orElse(null))
                        .bind("reportedAt", FactStore.utc(reportedAt))
                        .execute()
                > 0;
    }

    Optional<IncidentFact> find(Transaction tx, UUID repositoryId, String id) {
        return tx.handle()
                .createQuery("""
                        select incident_id, title, started_at, resolved_at, deployment_id from insights.incident
                        where repository_id = :repositoryId and incident_id = :id
                        """)
                .bind("repositoryId", repositoryId)
                .bind("id", id)
                .map((row, context) -> incident(row))
                .findOne();
    }

    boolean remove(Transaction tx, UUID repositoryId, String id) {
        return tx.handle()
                        .createUpdate("""
                                delete from insights.incident where repository_id = :repositoryId and incident_id = :id
                                """)
                        .bind("repositoryId", repositoryId)
                        .bind("id", id)
                        .execute()
                > 0;
    }

    int count(Transaction tx, UUID repositoryId) {
        return tx.handle()
                .createQuery("select count(*) from insights.incident where repository_id = :repositoryId")
                .bind("repositoryId", repositoryId)
                .mapTo(Integer.class)
                .one();
    }

    /** Of the repository and of the team's others that follow the same upstream, by id. */
    List<IncidentFact> list(Transaction tx, KnownRepository repository) {
        return tx.handle()
                .createQuery("""
                        select distinct on (incident_id) incident_id, title, started_at, resolved_at, deployment_id
                        from insights.incident where repository_id in (
                        """ + KnownRepositoryStore.SAME_UPSTREAM + """
                        ) order by incident_id, reported_at desc, repository_id
                        """)
                .bind("id", repository.id())
                .bind("team", repository.team())
                .bind("forgeKey", repository.upstreamKey().orElse(""))
                .map((row, context) -> incident(row))
                .list();
    }

    private static IncidentFact incident(ResultSet row) throws SQLException {
        return new IncidentFact(
                row.getString("incident_id"),
                row.getString("title"),
                FlowFactStore.instant(row, "started_at"),
                FlowFactStore.optionalInstant(row, "resolved_at"),
                Optional.ofNullable(row.getString("deployment_id")));
    }
}
