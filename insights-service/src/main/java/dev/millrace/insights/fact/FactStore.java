package dev.millrace.insights.fact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.millrace.events.forge.DeploymentStatusChanged.State;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.insights.fact.PushFact.PushedCommit;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/**
 * The facts in PostgreSQL. Adding is a set union, or for changes the maximum of what was added: it gives the same rows in
 * whatever order it is called.
 */
@Singleton
final class FactStore {

    private static final TypeReference<List<PushedCommit>> COMMITS = new TypeReference<>() {};
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    boolean addStatus(Transaction tx, String forgeKey, DeploymentStatusFact fact) {
        return tx.handle()
                        .createUpdate("""
                                insert into insights.deployment_status
                                    (forge_key, deployment_id, status_id, fingerprint, environment, state, ref, sha,
                                     created_at, at)
                                values (:forgeKey, :deploymentId, :statusId, :fingerprint, :environment, :state, :ref,
                                        :sha, :createdAt, :at)
                                on conflict do nothing
                                """)
                        .bind("forgeKey", forgeKey)
                        .bind("deploymentId", fact.deploymentId())
                        .bind("statusId", fact.statusId())
                        .bind("fingerprint", Fingerprint.of(fact))
                        .bind("environment", fact.environment())
                        .bind("state", fact.state().name())
                        .bind("ref", fact.ref())
                        .bind("sha", fact.sha())
                        .bind("createdAt", utc(fact.createdAt()))
                        .bind("at", utc(fact.at()))
                        .execute()
                > 0;
    }

    /** Keeps the newest version of the change, in the order of {@link Version#OLDEST_FIRST}. */
    boolean addChange(Transaction tx, String forgeKey, ChangeFact fact) {
        return tx.handle()
                        .createUpdate("""
                                insert into insights.change as known
                                    (forge_key, number, fingerprint, title, author_login, author_is_bot, base_ref,
                                     head_ref, head_sha, from_fork, merge_commit_sha, created_at, merged_at, closed_at,
                                     labels, lines, files, at)
                                values (:forgeKey, :number, :fingerprint, :title, :authorLogin, :authorIsBot, :baseRef,
                                        :headRef, :headSha, :fromFork, :mergeCommitSha, :createdAt, :mergedAt,
                                        :closedAt, :labels, :lines, :files, :at)
                                on conflict (forge_key, number) do update
                                set fingerprint = excluded.fingerprint, title = excluded.title,
                                    author_login = excluded.author_login, author_is_bot = excluded.author_is_bot,
                                    base_ref = excluded.base_ref, head_ref = excluded.head_ref,
                                    head_sha = excluded.head_sha, from_fork = excluded.from_fork,
                                    merge_commit_sha = excluded.merge_commit_sha, created_at = excluded.created_at,
                                    merged_at = excluded.merged_at, closed_at = excluded.closed_at,
                                    labels = excluded.labels, lines = excluded.lines, files = excluded.files,
                                    at = excluded.at
                                where (known.merged_at is not null, known.at,
                                       known.merged_at is not null or known.closed_at is not null,
                                       known.fingerprint collate "C")
                                    < (excluded.merged_at is not null, excluded.at,
                                       excluded.merged_at is not null or excluded.closed_at is not null,
                                       excluded.fingerprint collate "C")
                                """)
                        .bind("forgeKey", forgeKey)
                        .bind("number", fact.number())
                        .bind("fingerprint", Fingerprint.of(fact))
                        .bind("title", fact.title())
                        .bind("authorLogin", fact.authorLogin())
                        .bind("authorIsBot", fact.authorIsBot())
                        .bind("baseRef", fact.baseRef())
                        .bind("headRef", fact.headRef())
                        .bind("headSha", fact.headSha())
                        .bind("fromFork", fact.fromFork())
                        .bind("mergeCommitSha", fact.mergeCommitSha().orElse(null))
                        .bind("createdAt", utc(fact.createdAt()))
                        .bind("mergedAt", fact.mergedAt().map(FactStore::utc).orElse(null))
                        .bind("closedAt", fact.closedAt().map(FactStore::utc).orElse(null))
                        .bindArray("labels", String.class, fact.labels())
                        .bind("lines", fact.size().map(ChangeFact.Size::lines).orElse(null))
                        .bind("files", fact.size().map(ChangeFact.Size::files).orElse(null))
                        .bind("at", utc(fact.at()))
                        .execute()
                > 0;
    }

    /** Of several reports of one push, which there are if it was reconciled first, the one with the most commits is kept. */
    boolean addPush(Transaction tx, String forgeKey, PushFact fact) {
        return tx.handle()
                        .createUpdate("""
                                insert into insights.push as known
                                    (forge_key, event_id, ref, before, after, forced, commits)
                                values (:forgeKey, :eventId, :ref, :before, :after, :forced, cast(:commits as jsonb))
                                on conflict (forge_key, event_id) do update
                                set before = excluded.before, after = excluded.after, forced = excluded.forced,
                                    commits = excluded.commits
                                where (jsonb_array_length(excluded.commits), excluded.forced,
                                       coalesce(excluded.before, ''), coalesce(excluded.after, ''),
                                       excluded.commits::text collate "C")
                                    > (jsonb_array_length(known.commits), known.forced, coalesce(known.before, ''),
                                       coalesce(known.after, ''), known.commits::text collate "C")
                                """)
                        .bind("forgeKey", forgeKey)
                        .bind("eventId", fact.eventId())
                        .bind("ref", fact.ref())
                        .bind("before", fact.before().orElse(null))
                        .bind("after", fact.after().orElse(null))
                        .bind("forced", fact.forced())
                        .bind("commits", write(fact.commits()))
                        .execute()
                > 0;
    }

    /** Returns how many were new. */
    int addCommits(Transaction tx, UUID repositoryId, List<CommitFact> commits) {
        if (commits.isEmpty()) {
            return 0;
        }
        try (PreparedBatch batch = tx.handle().prepareBatch("""
                insert into insights.commit
                    (repository_id, id, parents, title, author_name, author_email, authored_at, committed_at, co_authors)
                values (:repositoryId, :id, :parents, :title, :authorName, :authorEmail, :authoredAt, :committedAt,
                        :coAuthors)
                on conflict do nothing
                """)) {
            for (CommitFact commit : commits) {
                batch.bind("repositoryId", repositoryId)
                        .bind("id", commit.id())
                        .bind("parents", String.join(" ", commit.parents()))
                        .bind("title", commit.title())
                        .bind("authorName", commit.authorName())
                        .bind("authorEmail", commit.authorEmail())
                        .bind("authoredAt", utc(commit.authoredAt()))
                        .bind("committedAt", utc(commit.committedAt()))
                        .bind("coAuthors", String.join("\n", commit.coAuthors()))
                        .add();
            }
            return IntStream.of(batch.execute()).sum();
        }
    }

    boolean addBuildStep(Transaction tx, UUID repositoryId, BuildStepFact fact) {
        return tx.handle()
                        .createUpdate("""
                                insert into insights.build_step
                                    (repository_id, build_id, stage, fingerprint, pipeline, trigger, sha, change_number,
                                     conclusion, at)
                                values (:repositoryId, :buildId, :stage, :fingerprint, :pipeline, :trigger, :sha,
                                        :changeNumber, :conclusion, :at)
                                on conflict do nothing
                                """)
                        .bind("repositoryId", repositoryId)
                        .bind("buildId", fact.buildId())
                        .bind("stage", fact.stage().name())
                        .bind("fingerprint", Fingerprint.of(fact))
                        .bind("pipeline", fact.pipeline())
                        .bind("trigger", fact.trigger())
                        .bind("sha", fact.sha())
                        .bind("changeNumber", fact.changeNumber().orElse(null))
                        .bind("conclusion", fact.conclusion().map(Enum::name).orElse(null))
                        .bind("at", utc(fact.at()))
                        .execute()
                > 0;
    }

    FactCounts count(Transaction tx, KnownRepository repository) {
        return tx.handle()
                .createQuery("""
                        with same as (
                        """ + KnownRepositoryStore.SAME_UPSTREAM + """
                        ), keys as (
                            select :forgeKey as key
                            union all
                            select :ours || ':' || same.id from same
                        )
                        select (select count(distinct deployment_id) from insights.deployment_status
                                where forge_key in (select key from keys)) as deployments,
                               (select count(distinct number) from insights.change
                                where forge_key in (select key from keys)) as changes,
                               (select count(*) from insights.push where forge_key = :forgeKey) as pushes,
                               (select count(distinct id) from insights.commit
                                where repository_id in (select same.id from same)) as commits,
                               (select count(distinct build_id) from insights.build_step
                                where repository_id in (select same.id from same)) as builds
                        """)
                .bind("forgeKey", repository.upstreamKey().orElse(""))
                .bind("ours", ForgeRepository.OURS)
                .bind("team", repository.team())
                .bind("id", repository.id())
                .map((row, context) -> new FactCounts(
                        row.getLong("deployments"),
                        row.getLong("changes"),
                        row.getLong("pushes"),
                        row.getLong("commits"),
                        row.getLong("builds")))
                .one();
    }

    /** How many builds finished in [from, to), by conclusion. */
    Map<String, Long> countFinishedBuilds(Transaction tx, KnownRepository repository, Instant from, Instant to) {
        return new TreeMap<>(tx.handle()
                .createQuery("""
                        select conclusion, count(*) as builds from (
                            select distinct on (build_id) at, conclusion from insights.build_step
                            where stage = 'FINISHED' and repository_id in (
                        """ + KnownRepositoryStore.SAME_UPSTREAM + """
                            )
                            order by build_id, at desc, fingerprint desc) as newest
                        where at >= :from and at < :to
                        group by conclusion
                        """)
                .bind("id", repository.id())
                .bind("team", repository.team())
                .bind("forgeKey", repository.upstreamKey().orElse(""))
                .bind("from", utc(from))
                .bind("to", utc(to))
                .map((row, context) -> Map.entry(row.getString("conclusion"), row.getLong("builds")))
                .collectToMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    List<DeploymentStatusFact> statuses(Transaction tx, String forgeKey) {
        return tx.handle()
                .createQuery("""
                        select deployment_id, status_id, environment, state, ref, sha, created_at, at
                        from insights.deployment_status where forge_key = :forgeKey
                        """)
                .bind("forgeKey", forgeKey)
                .map((row, context) -> new DeploymentStatusFact(
                        row.getString("deployment_id"),
                        row.getString("status_id"),
                        row.getString("environment"),
                        State.valueOf(row.getString("state")),
                        row.getString("ref"),
                        row.getString("sha"),
                        instant(row, "created_at"),
                        instant(row, "at")))
                .list();
    }

    List<ChangeFact> changes(Transaction tx, String forgeKey) {
        return tx.handle()
                .createQuery("""
                        select number, title, author_login, author_is_bot, base_ref, head_ref, head_sha, from_fork,
                               merge_commit_sha, created_at, merged_at, closed_at, labels, lines, files, at
                        from insights.change where forge_key = :forgeKey
                        """)
                .bind("forgeKey", forgeKey)
                .map((row, context) -> new ChangeFact(
                        row.getLong("number"),
                        row.getString("title"),
                        row.getString("author_login"),
                        row.getBoolean("author_is_bot"),
                        row.getString("base_ref"),
                        row.getString("head_ref"),
                        row.getString("head_sha"),
                        row.getBoolean("from_fork"),
                        Optional.ofNullable(row.getString("merge_commit_sha")),
                        instant(row, "created_at"),
                        optionalInstant(row, "merged_at"),
                        optionalInstant(row, "closed_at"),
                        List.of((String[]) row.getArray("labels").getArray()),
                        size(row.getObject("lines", Long.class), row.getObject("files", Long.class)),
                        instant(row, "at")))
                .list();
    }

    /** Pushes to the head and base branches of merged changes, and of the tags of releases; no metric needs another. */
    List<PushFact> pushes(Transaction tx, String forgeKey) {
        return tx.handle()
                .createQuery("""
                        select event_id, ref, before, after, forced, commits from insights.push
                        where forge_key = :forgeKey and ref in (
                            select 'refs/heads/' || branch
                            from insights.change, lateral (values (head_ref), (base_ref)) as branches (branch)
                            where forge_key = :forgeKey and merged_at is not null
                            union all
                            select 'refs/tags/' || tag from insights.release where forge_key = :forgeKey)
                        """)
                .bind("forgeKey", forgeKey)
                .map((row, context) -> new PushFact(
                        row.getObject("event_id", UUID.class),
                        row.getString("ref"),
                        Optional.ofNullable(row.getString("before")),
                        Optional.ofNullable(row.getString("after")),
                        row.getBoolean("forced"),
                        read(row.getString("commits"))))
                .list();
    }

    /** Passes on one commit after the other, some of them twice; a history may be too large to hold as facts. */
    void forEachCommit(Transaction tx, KnownRepository repository, Consumer<CommitFact> action) {
        tx.handle()
                .createQuery("""
                        select id, parents, title, author_name, author_email, authored_at, committed_at, co_authors
                        from insights.commit where repository_id in (
                        """ + KnownRepositoryStore.SAME_UPSTREAM + ")")
                .bind("id", repository.id())
                .bind("team", repository.team())
                .bind("forgeKey", repository.upstreamKey().orElse(""))
                .setFetchSize(5_000)
                .map((row, context) -> new CommitFact(
                        row.getString("id"),
                        parents(row.getString("parents")),
                        row.getString("title"),
                        row.getString("author_name"),
                        row.getString("author_email"),
                        instant(row, "authored_at"),
                        instant(row, "committed_at"),
                        row.getString("co_authors").lines().toList()))
                .forEach(action);
    }

    private static Optional<ChangeFact.Size> size(@Nullable Long lines, @Nullable Long files) {
        return lines == null || files == null ? Optional.empty() : Optional.of(new ChangeFact.Size(lines, files));
    }

    private static List<String> parents(String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(text.split(" "));
    }

    static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static Optional<Instant> optionalInstant(ResultSet row, String column) throws SQLException {
        @Nullable OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return Optional.ofNullable(at).map(OffsetDateTime::toInstant);
    }

    private static String write(List<PushedCommit> commits) {
        try {
            return JSON.writeValueAsString(commits);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON for pushed commits", e);
        }
    }

    private static List<PushedCommit> read(String json) {
        try {
            return JSON.readValue(json, COMMITS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("insights.push holds commits that cannot be read", e);
        }
    }
}
