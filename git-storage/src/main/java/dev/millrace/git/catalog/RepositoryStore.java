package dev.millrace.git.catalog;

import dev.millrace.events.git.RefsMoved.Cause;
import dev.millrace.git.upstream.UpstreamStore;
import dev.millrace.kit.database.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Rows of {@code git.repository} and {@code git.push}. */
public final class RepositoryStore {

    private static final String SELECT = """
            select r.id, r.team, r.name, coalesce(r.upstream_key, u.upstream_key) as upstream_key,
                   r.refs_version, r.packs_version, r.created_at,
                   coalesce(h.symref, encode(h.object_id, 'hex')) as head, m.checked_at,
            """ + UpstreamStore.COLUMNS + """
            from git.repository r
            join git.git_ref h on h.repository_id = r.id and h.name = 'HEAD'
            left join git.upstream u on u.repository_id = r.id
            left join git.mirror_check m on m.repository_id = r.id
            where r.deleted_at is null
            """;

    private final UpstreamStore upstreams = new UpstreamStore();

    /** Adds a row and its HEAD; false, and nothing added, if name or upstream key is taken. */
    public boolean add(Transaction tx, UUID id, NewRepository repository, boolean hidden, Instant at) {
        int added = tx.handle()
                .createUpdate("""
                        insert into git.repository
                            (id, team, name, upstream_key, hidden, default_branch_chosen, created_at)
                        values (:id, :team, :name, :upstreamKey, :hidden, :chosen, :at)
                        on conflict do nothing
                        """)
                .bind("id", id)
                .bind("team", repository.team())
                .bind("name", repository.name().value())
                .bind("upstreamKey", repository.upstreamKey().orElse(null))
                .bind("hidden", hidden)
                .bind("chosen", repository.defaultBranchChosen())
                .bind("at", at)
                .execute();
        if (added == 0) {
            return false;
        }
        tx.handle()
                .createUpdate("""
                        insert into git.git_ref (repository_id, name, symref, refs_version, updated_at)
                        values (:id, 'HEAD', :target, 0, :at)
                        """)
                .bind("id", id)
                .bind("target", "refs/heads/" + repository.defaultBranch())
                .bind("at", at)
                .execute();
        return true;
    }

    public Optional<StoredRepository> find(Transaction tx, UUID id) {
        return tx.handle()
                .createQuery(SELECT + " and r.id = :id")
                .bind("id", id)
                .map((row, context) -> repository(row))
                .findOne();
    }

    public Optional<StoredRepository> find(Transaction tx, String team, String name) {
        return find(tx, team, name, " and not r.hidden");
    }

    /** Also one that is not visible yet. */
    public Optional<StoredRepository> findHolder(Transaction tx, String team, String name) {
        return find(tx, team, name, "");
    }

    private static Optional<StoredRepository> find(Transaction tx, String team, String name, String condition) {
        return tx.handle()
                .createQuery(SELECT + " and r.team = :team and r.name = :name" + condition)
                .bind("team", team)
                .bind("name", name)
                .map((row, context) -> repository(row))
                .findOne();
    }

    public Optional<StoredRepository> findMirror(Transaction tx, String team, String upstreamKey) {
        return tx.handle()
                .createQuery(SELECT + " and r.team = :team and r.upstream_key = :upstreamKey")
                .bind("team", team)
                .bind("upstreamKey", upstreamKey)
                .map((row, context) -> repository(row))
                .findOne();
    }

    public List<StoredRepository> list(Transaction tx, String team, String after, int limit) {
        return tx.handle()
                .createQuery(SELECT
                        + " and r.team = :team and r.name > :after and not r.hidden order by r.name limit :limit")
                .bind("team", team)
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> repository(row))
                .list();
    }

    /** Of all teams, hidden ones included, in the order of their ids. */
    public List<StoredRepository> all(Transaction tx, Optional<UUID> after, int limit) {
        return tx.handle()
                .createQuery(SELECT + """
                         and (cast(:after as uuid) is null or r.id > cast(:after as uuid)) order by r.id limit :limit
                        """)
                .bind("after", after.orElse(null))
                .bind("limit", limit)
                .map((row, context) -> repository(row))
                .list();
    }

    /** Newest first, of those whose name contains the text, case-insensitive. */
    public List<StoredRepository> newest(
            Transaction tx, String team, Optional<CatalogPosition> after, int limit, String text) {
        return tx.handle()
                .createQuery(SELECT + """
                         and r.team = :team and not r.hidden
                         and (cast(:text as text) = ''
                              or position(lower(:text) in lower(r.name collate "default")) > 0)
                         and (cast(:afterId as uuid) is null
                              or (r.created_at, r.id) < (cast(:afterAt as timestamptz), cast(:afterId as uuid)))
                        order by r.created_at desc, r.id desc limit :limit
                        """)
                .bind("team", team)
                .bind("text", text)
                .bind("afterAt", after.map(CatalogPosition::createdAt).orElse(null))
                .bind("afterId", after.map(CatalogPosition::id).orElse(null))
                .bind("limit", limit)
                .map((row, context) -> repository(row))
                .list();
    }

    /** Whether rows of a deleted repository of that name are still there. */
    public boolean wasDeleted(Transaction tx, String team, String name) {
        return tx.handle()
                .createQuery("""
                        select exists (select 1 from git.repository
                                       where team = :team and name = :name and deleted_at is not null and not hidden)
                        """)
                .bind("team", team)
                .bind("name", name)
                .mapTo(Boolean.class)
                .one();
    }

    public boolean isDefaultBranchChosen(Transaction tx, UUID id) {
        return tx.handle()
                .createQuery("select default_branch_chosen from git.repository where id = :id")
                .bind("id", id)
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false);
    }

    public void chooseDefaultBranch(Transaction tx, UUID id) {
        tx.handle()
                .createUpdate("update git.repository set default_branch_chosen = true where id = :id")
                .bind("id", id)
                .execute();
    }

    /** Deletes one of that name that has been hidden since before the given time. */
    public void dropHidden(Transaction tx, String team, String name, Instant before, Instant at) {
        tx.handle()
                .createUpdate("""
                        update git.repository set deleted_at = :at
                        where team = :team and name = :name and hidden and deleted_at is null and created_at < :before
                        """)
                .bind("team", team)
                .bind("name", name)
                .bind("before", before)
                .bind("at", at)
                .execute();
    }

    /**
     * Locks the row until the transaction ends: other transactions that move refs or packs, or rename, wait for it. Rows
     * that refer to the repository may still be added.
     */
    public Optional<StoredRepository> lock(Transaction tx, UUID id) {
        boolean there = tx.handle()
                .createQuery("select id from git.repository where id = :id and deleted_at is null for no key update")
                .bind("id", id)
                .mapTo(UUID.class)
                .findOne()
                .isPresent();
        return there ? find(tx, id) : Optional.empty();
    }

    /** False if another repository of the team has the name. The row must be locked. */
    public boolean rename(Transaction tx, StoredRepository repository, String name) {
        return tx.handle()
                        .createUpdate("""
                                update git.repository set name = :name
                                where id = :id and deleted_at is null
                                  and not exists (select 1 from git.repository other
                                                  where other.team = :team and other.name = :name
                                                    and other.id <> :id and other.deleted_at is null)
                                """)
                        .bind("id", repository.id())
                        .bind("team", repository.team())
                        .bind("name", name)
                        .execute()
                == 1;
    }

    public boolean delete(Transaction tx, UUID id, Instant at) {
        // what searches find of it is deleted, too
        tx.handle()
                .createUpdate("update git.search_progress set due_at = now() where repository_id = :id")
                .bind("id", id)
                .execute();
        upstreams.deleteCredential(tx, id);
        return tx.handle()
                        .createUpdate(
                                "update git.repository set deleted_at = :at where id = :id and deleted_at is null")
                        .bind("id", id)
                        .bind("at", at)
                        .execute()
                == 1;
    }

    public void saveVersions(Transaction tx, StoredRepository repository) {
        tx.handle()
                .createUpdate("""
                        update git.repository set refs_version = :refsVersion, packs_version = :packsVersion, hidden = false
                        where id = :id
                        """)
                .bind("id", repository.id())
                .bind("refsVersion", repository.refsVersion())
                .bind("packsVersion", repository.packsVersion())
                .execute();
    }

    /** From here on the transaction is read-only and sees the database as of one instant. */
    public void readOneInstant(Transaction tx) {
        tx.handle().execute("set transaction isolation level repeatable read, read only");
    }

    public void addPush(
            Transaction tx, UUID pushId, StoredRepository repository, Cause cause, String actor, Instant at) {
        tx.handle()
                .createUpdate("""
                        insert into git.push (id, repository_id, refs_version, cause, actor, at)
                        values (:id, :repositoryId, :refsVersion, :cause, :actor, :at)
                        """)
                .bind("id", pushId)
                .bind("repositoryId", repository.id())
                .bind("refsVersion", repository.refsVersion())
                .bind("cause", cause.name())
                .bind("actor", actor)
                .bind("at", at)
                .execute();
    }

    /**
     * Whether a transaction of unknown outcome was committed. Waits for the row lock first: while that transaction may still
     * commit, it holds it.
     */
    public boolean wasCommitted(Transaction tx, UUID repositoryId, UUID pushId) {
        tx.handle()
                .createQuery("select id from git.repository where id = :id for no key update")
                .bind("id", repositoryId)
                .mapTo(UUID.class)
                .findOne();
        return tx.handle()
                .createQuery("select count(*) from git.push where id = :id")
                .bind("id", pushId)
                .mapTo(Integer.class)
                .one()
                .equals(1);
    }

    /** Whether the database aborted the transaction in favor of another: it may succeed when run again. */
    public static boolean gaveWay(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && ("40001".equals(sql.getSQLState()) || "40P01".equals(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    private static StoredRepository repository(ResultSet row) throws SQLException {
        return new StoredRepository(
                row.getObject("id", UUID.class),
                row.getString("team"),
                row.getString("name"),
                Optional.ofNullable(row.getString("upstream_key")),
                row.getString("head"),
                row.getLong("refs_version"),
                row.getLong("packs_version"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                UpstreamStore.upstream(row),
                Optional.ofNullable(row.getObject("checked_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant));
    }
}
