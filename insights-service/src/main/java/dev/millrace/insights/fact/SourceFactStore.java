package dev.millrace.insights.fact;

import dev.millrace.events.forge.CheckState.Conclusion;
import dev.millrace.events.forge.RefPushed.PushedCommit;
import dev.millrace.insights.fact.RunFact.Stage;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Releases, runs of the forge's build system, and which files commits touch. Adding is a set union, as in {@link FactStore}. */
@Singleton
final class SourceFactStore {

    boolean addRelease(Transaction tx, String forgeKey, ReleaseFact fact) {
        return tx.handle()
                        .createUpdate("""
                                insert into insights.release
                                    (forge_key, release_id, fingerprint, tag, target, prerelease, published_at)
                                values (:forgeKey, :releaseId, :fingerprint, :tag, :target, :prerelease, :publishedAt)
                                on conflict do nothing
                                """)
                        .bind("forgeKey", forgeKey)
                        .bind("releaseId", fact.releaseId())
                        .bind("fingerprint", Fingerprint.of(fact))
                        .bind("tag", fact.tag())
                        .bind("target", fact.target().orElse(null))
                        .bind("prerelease", fact.prerelease())
                        .bind("publishedAt", FactStore.utc(fact.publishedAt()))
                        .execute()
                > 0;
    }

    boolean addRun(Transaction tx, String forgeKey, RunFact fact) {
        return tx.handle()
                        .createUpdate("""
                                insert into insights.foreign_run
                                    (forge_key, run_id, job_id, attempt, stage, fingerprint, workflow, sha, branch, conclusion,
                                     started_at, at)
                                values (:forgeKey, :runId, :jobId, :attempt, :stage, :fingerprint, :workflow, :sha, :branch,
                                        :conclusion, :startedAt, :at)
                                on conflict do nothing
                                """)
                        .bind("forgeKey", forgeKey)
                        .bind("runId", fact.runId())
                        .bind("jobId", fact.jobId())
                        .bind("attempt", fact.attempt())
                        .bind("stage", fact.stage().name())
                        .bind("fingerprint", Fingerprint.of(fact))
                        .bind("workflow", fact.workflow())
                        .bind("sha", fact.sha())
                        .bind("branch", fact.branch().orElse(null))
                        .bind("conclusion", fact.conclusion().map(Enum::name).orElse(null))
                        .bind("startedAt", fact.startedAt().map(FactStore::utc).orElse(null))
                        .bind("at", FactStore.utc(fact.at()))
                        .execute()
                > 0;
    }

    boolean hasCompleted(Transaction tx, String forgeKey, String runId, long attempt) {
        return tx.handle()
                .createQuery("""
                        select exists (
                            select 1 from insights.foreign_run
                            where forge_key = :forgeKey and run_id = :runId and job_id = '' and attempt = :attempt
                              and stage = 'COMPLETED')
                        """)
                .bind("forgeKey", forgeKey)
                .bind("runId", runId)
                .bind("attempt", attempt)
                .mapTo(Boolean.class)
                .one();
    }

    /** Returns whether any was new. A commit never changes, so neither do its files. */
    boolean addPaths(Transaction tx, String forgeKey, List<PushedCommit> commits) {
        List<PushedCommit> listed =
                commits.stream().filter(commit -> commit.paths().isPresent()).toList();
        if (listed.isEmpty()) {
            return false;
        }
        try (PreparedBatch batch = tx.handle().prepareBatch("""
                insert into insights.commit_path (forge_key, id, paths) values (:forgeKey, :id, :paths)
                on conflict do nothing
                """)) {
            for (PushedCommit commit : listed) {
                batch.bind("forgeKey", forgeKey)
                        .bind("id", commit.id())
                        .bind("paths", String.join("\n", commit.paths().orElseThrow()))
                        .add();
            }
            return IntStream.of(batch.execute()).sum() > 0;
        }
    }

    List<ReleaseFact> releases(Transaction tx, String forgeKey) {
        return tx.handle()
                .createQuery("""
                        select release_id, tag, target, prerelease, published_at from insights.release
                        where forge_key = :forgeKey
                        """)
                .bind("forgeKey", forgeKey)
                .map((row, context) -> new ReleaseFact(
                        row.getString("release_id"),
                        row.getString("tag"),
                        Optional.ofNullable(row.getString("target")),
                        row.getBoolean("prerelease"),
                        FlowFactStore.instant(row, "published_at")))
                .list();
    }

    List<RunFact> runs(Transaction tx, String forgeKey) {
        return tx.handle()
                .createQuery("""
                        select run_id, job_id, attempt, stage, workflow, sha, branch, conclusion, started_at, at
                        from insights.foreign_run where forge_key = :forgeKey
                        """)
                .bind("forgeKey", forgeKey)
                .map((row, context) -> new RunFact(
                        row.getString("run_id"),
                        row.getString("job_id"),
                        row.getLong("attempt"),
                        Stage.valueOf(row.getString("stage")),
                        row.getString("workflow"),
                        row.getString("sha"),
                        Optional.ofNullable(row.getString("branch")),
                        Optional.ofNullable(row.getString("conclusion")).map(Conclusion::valueOf),
                        FlowFactStore.optionalInstant(row, "started_at"),
                        FlowFactStore.instant(row, "at")))
                .list();
    }

    /** The files that commits touch, by the commit's id. */
    Map<String, List<String>> paths(Transaction tx, String forgeKey) {
        Map<String, List<String>> paths = new HashMap<>();
        tx.handle()
                .createQuery("select id, paths from insights.commit_path where forge_key = :forgeKey")
                .bind("forgeKey", forgeKey)
                .setFetchSize(5_000)
                .map((row, context) -> Map.entry(
                        row.getString("id"), row.getString("paths").lines().toList()))
                .forEach(entry -> paths.put(entry.getKey(), entry.getValue()));
        return paths;
    }
}
