package dev.millrace.pipeline.build;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of {@code pipeline.job}; {@link QueueStore} has those of them that wait or run. */
@Singleton
final class JobStore {

    /** Adds jobs as they are. */
    void add(Transaction tx, List<JobRow> jobs) {
        var batch = tx.handle().prepareBatch("""
                insert into pipeline.job
                    (build_id, position, name, state, reason, attempts, started_at, finished_at, carried_from)
                values (:build, :position, :name, :state, :reason, :attempts, :startedAt, :finishedAt, :carriedFrom)
                """);
        for (JobRow job : jobs) {
            batch.bind("build", job.buildId())
                    .bind("position", job.position())
                    .bind("name", job.name())
                    .bind("state", job.state().wireName())
                    .bind("reason", job.reason())
                    .bind("attempts", job.attempts())
                    .bind("startedAt", job.startedAt().map(JobStore::time))
                    .bind("finishedAt", job.finishedAt().map(JobStore::time))
                    .bind("carriedFrom", job.carriedFrom())
                    .add();
        }
        batch.execute();
    }

    /** Those of a build in order. */
    List<JobRow> list(Transaction tx, UUID buildId) {
        return tx.handle()
                .createQuery("select * from pipeline.job where build_id = :build order by position")
                .bind("build", buildId)
                .map((row, context) -> job(row))
                .list();
    }

    /** Notes when a job began first. */
    void noteStart(Transaction tx, JobRow job, Instant now) {
        tx.handle()
                .createUpdate("""
                        update pipeline.job set started_at = :now
                        where build_id = :build and position = :position and started_at is null
                        """)
                .bind("build", job.buildId())
                .bind("position", job.position())
                .bind("now", time(now))
                .execute();
    }

    /** Ends a job and its claim; one that has ended stays as it is. */
    void finish(Transaction tx, JobRow job, RunState end, Optional<String> reason, Instant now) {
        tx.handle()
                .createUpdate("""
                        update pipeline.job
                        set state = :state, reason = :reason, finished_at = :now, waits_since = null, lease = null,
                            lease_until = null
                        where build_id = :build and position = :position and state in ('queued', 'running')
                        """)
                .bind("build", job.buildId())
                .bind("position", job.position())
                .bind("state", end.wireName())
                .bind("reason", reason)
                .bind("now", time(now))
                .execute();
    }

    static JobRow job(ResultSet row) throws SQLException {
        return new JobRow(
                row.getObject("build_id", UUID.class),
                row.getInt("position"),
                row.getString("name"),
                RunState.find(row.getString("state")).orElseThrow(),
                Optional.ofNullable(row.getString("reason")),
                row.getInt("attempts"),
                instant(row.getTimestamp("waits_since")),
                instant(row.getTimestamp("started_at")),
                instant(row.getTimestamp("finished_at")),
                Optional.ofNullable(row.getObject("carried_from", UUID.class)));
    }

    private static Optional<Instant> instant(@Nullable Timestamp time) {
        return Optional.ofNullable(time).map(Timestamp::toInstant);
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
