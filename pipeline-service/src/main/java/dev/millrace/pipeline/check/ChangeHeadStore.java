package dev.millrace.pipeline.check;

import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/** The tables {@code pipeline.change_head} and {@code pipeline.change_head_due}. */
@Singleton
final class ChangeHeadStore {

    /** Signal: the check run of a head may differ from its builds. */
    static final String SIGNAL = "pipeline_heads";

    /** Notes a head, or what is known of it now. */
    void save(Transaction tx, NewCheck head, CheckContent withoutBuilds, Instant now) {
        insert(tx, head, withoutBuilds, """
                on conflict (instance, forge_repository_id, head_sha) do update
                set installation_id = excluded.installation_id, team = excluded.team,
                    repository = excluded.repository, without_builds = excluded.without_builds
                """, now);
    }

    /** Notes a head unless it is known. */
    void add(Transaction tx, NewCheck head, CheckContent withoutBuilds, Instant now) {
        insert(tx, head, withoutBuilds, "on conflict do nothing", now);
    }

    private void insert(Transaction tx, NewCheck head, CheckContent withoutBuilds, String onConflict, Instant now) {
        tx.handle()
                .createUpdate("""
                        insert into pipeline.change_head
                            (instance, forge_repository_id, head_sha, installation_id, team, repository, without_builds)
                        values (:instance, :forgeRepositoryId, :sha, :installation, :team, :repository, :content::jsonb)
                        """ + onConflict)
                .bind("instance", head.instance())
                .bind("forgeRepositoryId", head.forgeRepositoryId())
                .bind("sha", head.headSha())
                .bind("installation", head.installationId())
                .bind("team", head.team())
                .bind("repository", head.repository())
                .bind("content", StoredContent.write(withoutBuilds))
                .execute();
        due(tx, new FileCheck(head.instance(), head.forgeRepositoryId(), head.headSha()), now);
    }

    /**
     * The check run of a head is to be compared with its builds, in a transaction of its own: here, the rows of builds are
     * locked, and two that each wait for the other's head could not go on.
     */
    void due(Transaction tx, FileCheck head, Instant now) {
        tx.handle()
                .createUpdate("""
                        insert into pipeline.change_head_due (instance, forge_repository_id, head_sha, added_at)
                        values (:instance, :forgeRepositoryId, :sha, :now)
                        """)
                .bind("instance", head.instance())
                .bind("forgeRepositoryId", head.forgeRepositoryId())
                .bind("sha", head.headSha())
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .execute();
        Signals.send(tx, SIGNAL);
    }

    boolean isAnyDue(Transaction tx, Instant now) {
        return tx.handle()
                .createQuery("select exists (select 1 from pipeline.change_head_due where added_at <= :now)")
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .mapTo(Boolean.class)
                .one();
    }

    /**
     * A commit that is due.
     *
     * @param id of its row
     */
    record Due(UUID id, FileCheck place) {}

    /** Takes the commit that is due longest, and what else is due of it; others skip it until the end of the transaction. */
    Optional<Due> takeDue(Transaction tx, Instant now) {
        Optional<Due> due = tx.handle()
                .createQuery("""
                        delete from pipeline.change_head_due
                        where id = (select id from pipeline.change_head_due where added_at <= :now
                                    order by added_at limit 1 for update skip locked)
                        returning *
                        """)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .map((row, context) -> new Due(row.getObject("id", UUID.class), place(row)))
                .findOne();
        due.ifPresent(taken -> tx.handle()
                .createUpdate("""
                        delete from pipeline.change_head_due
                        where id in (select id from pipeline.change_head_due
                                     where instance = :instance and forge_repository_id = :forgeRepositoryId
                                       and head_sha = :sha and added_at <= :now
                                     for update skip locked)
                        """)
                .bind("instance", taken.place().instance())
                .bind("forgeRepositoryId", taken.place().forgeRepositoryId())
                .bind("sha", taken.place().headSha())
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .execute());
        return due;
    }

    /** A commit is due later. */
    void postpone(Transaction tx, UUID id, Instant until) {
        tx.handle()
                .createUpdate("update pipeline.change_head_due set added_at = :until where id = :id")
                .bind("until", until.atOffset(ZoneOffset.UTC))
                .bind("id", id)
                .execute();
    }

    /** The head of a change at this commit, locked; empty if it is none. */
    Optional<ChangeHeadRow> lock(Transaction tx, FileCheck head) {
        return tx.handle()
                .createQuery("""
                        select * from pipeline.change_head
                        where instance = :instance and forge_repository_id = :forgeRepositoryId and head_sha = :sha
                        for update
                        """)
                .bind("instance", head.instance())
                .bind("forgeRepositoryId", head.forgeRepositoryId())
                .bind("sha", head.headSha())
                .map((row, context) -> new ChangeHeadRow(
                        place(row),
                        Optional.ofNullable(row.getString("installation_id")),
                        row.getString("team"),
                        row.getString("repository"),
                        row.getInt("generation"),
                        StoredContent.read(row.getString("without_builds"))))
                .findOne();
    }

    /** The next check run of a head begins. */
    void nextGeneration(Transaction tx, ChangeHeadRow head) {
        tx.handle()
                .createUpdate("""
                        update pipeline.change_head set generation = :next
                        where instance = :instance and forge_repository_id = :forgeRepositoryId and head_sha = :sha
                        """)
                .bind("next", head.generation() + 1)
                .bind("instance", head.place().instance())
                .bind("forgeRepositoryId", head.place().forgeRepositoryId())
                .bind("sha", head.place().headSha())
                .execute();
    }

    private static FileCheck place(ResultSet row) throws SQLException {
        return new FileCheck(
                row.getString("instance"), row.getString("forge_repository_id"), row.getString("head_sha"));
    }
}
