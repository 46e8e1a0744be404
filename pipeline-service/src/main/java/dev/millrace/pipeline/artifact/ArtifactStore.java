package dev.millrace.pipeline.artifact;

import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.build.JobRow;
import dev.millrace.pipeline.file.Archive;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table {@code pipeline.artifact}. */
@Singleton
final class ArtifactStore {

    private static final String COLUMNS = """
            select id, build_id, position, name, files, bytes, object_bytes, sha256, object_key, kept_at, expires_at
            from pipeline.artifact
            """;

    /** Artifacts of a build are added one after the other: they have one limit together. */
    void lock(Transaction tx, UUID buildId) {
        tx.handle()
                .createQuery("select 1 from pg_advisory_xact_lock(hashtext('pipeline.artifact'), hashtext(:build))")
                .bind("build", buildId.toString())
                .mapTo(Integer.class)
                .one();
    }

    /** Whether this attempt still runs. */
    boolean isCurrent(Transaction tx, JobRow job) {
        return tx.handle()
                .createQuery("""
                        select 1 from pipeline.job
                        where build_id = :build and position = :position and attempts = :attempt and state = 'running'
                        for share
                        """)
                .bind("build", job.buildId())
                .bind("position", job.position())
                .bind("attempt", job.attempts())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** Bytes of the files of all artifacts of a build, without one that is to be replaced. */
    long bytesBeside(Transaction tx, UUID buildId, int position, String name) {
        return tx.handle()
                .createQuery("""
                        select coalesce(sum(bytes), 0) from pipeline.artifact
                        where build_id = :build and object_key is not null and not (position = :position and name = :name)
                        """)
                .bind("build", buildId)
                .bind("position", position)
                .bind("name", name)
                .mapTo(Long.class)
                .one();
    }

    /** The artifact of this name, which an earlier attempt kept. */
    Optional<ArtifactRow> find(Transaction tx, UUID buildId, int position, String name) {
        return tx.handle()
                .createQuery(COLUMNS + " where build_id = :build and position = :position and name = :name")
                .bind("build", buildId)
                .bind("position", position)
                .bind("name", name)
                .map((row, context) -> artifact(row))
                .findOne();
    }

    /** Adds one, in place of the one of an earlier attempt. */
    void put(Transaction tx, ArtifactRow artifact) {
        tx.handle()
                .createUpdate("""
                        insert into pipeline.artifact (id, build_id, position, name, files, bytes, object_bytes, sha256,
                            object_key, kept_at, expires_at)
                        values (:id, :build, :position, :name, :files, :bytes, :objectBytes, :sha256, :key, :keptAt, :expiresAt)
                        on conflict (build_id, position, name) do update
                        set id = excluded.id, files = excluded.files, bytes = excluded.bytes,
                            object_bytes = excluded.object_bytes, sha256 = excluded.sha256, object_key = excluded.object_key,
                            kept_at = excluded.kept_at, expires_at = excluded.expires_at
                        """)
                .bind("id", artifact.id())
                .bind("build", artifact.buildId())
                .bind("position", artifact.position())
                .bind("name", artifact.name())
                .bind("files", artifact.archive().files())
                .bind("bytes", artifact.archive().bytes())
                .bind("objectBytes", artifact.archive().objectBytes())
                .bind("sha256", artifact.archive().sha256())
                .bind("key", artifact.objectKey())
                .bind("keptAt", artifact.keptAt().atOffset(ZoneOffset.UTC))
                .bind("expiresAt", artifact.expiresAt().atOffset(ZoneOffset.UTC))
                .execute();
    }

    /** Those that jobs of a build have, by position and name; of a job that did not run again, those of the attempt in which it ran. */
    List<ArtifactRow> ofBuild(Transaction tx, UUID buildId) {
        return tx.handle()
                .createQuery("""
                        select a.id, a.build_id, a.position, a.name, a.files, a.bytes, a.object_bytes, a.sha256, a.object_key,
                               a.kept_at, a.expires_at
                        from pipeline.job j
                        join pipeline.artifact a
                          on a.build_id = coalesce(j.carried_from, j.build_id) and a.position = j.position
                        where j.build_id = :build
                        order by a.position, a.name
                        """)
                .bind("build", buildId)
                .map((row, context) -> artifact(row))
                .list();
    }

    /** Forgets the archives of artifacts that have expired; returns their keys. */
    List<String> expire(Transaction tx, Instant now, int most) {
        return tx.handle()
                .createQuery("""
                        with due as (select id, object_key from pipeline.artifact
                                     where object_key is not null and expires_at <= :now
                                     order by expires_at limit :most for update skip locked)
                        update pipeline.artifact a set object_key = null from due where a.id = due.id
                        returning due.object_key
                        """)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .bind("most", most)
                .mapTo(String.class)
                .list();
    }

    private static ArtifactRow artifact(ResultSet row) throws SQLException {
        return new ArtifactRow(
                row.getObject("id", UUID.class),
                row.getObject("build_id", UUID.class),
                row.getInt("position"),
                row.getString("name"),
                new Archive(
                        row.getInt("files"),
                        row.getLong("bytes"),
                        row.getLong("object_bytes"),
                        row.getString("sha256")),
                Optional.ofNullable(row.getString("object_key")),
                row.getTimestamp("kept_at").toInstant(),
                row.getTimestamp("expires_at").toInstant());
    }
}
