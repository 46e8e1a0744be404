package dev.millrace.git.upstream;

import dev.millrace.git.upstream.Upstream.State;
import dev.millrace.kit.database.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Rows of {@code git.upstream}, {@code git.git_credential}, {@code git.mirror_check} and {@code git.upstream_account}. */
public final class UpstreamStore {

    /** The columns that {@link #upstream} reads, of {@code git.upstream u}. */
    public static final String COLUMNS = """
            u.provider as u_provider, u.host as u_host, u.owner as u_owner, u.name as u_name, u.clone_url as u_clone_url,
            u.mode as u_mode, u.operation as u_operation, u.state as u_state, u.default_branch as u_default_branch,
            u.last_error as u_last_error, u.synced_at as u_synced_at, u.read_only as u_read_only
            """;

    /** Empty if the row of an outer join has none. */
    public static Optional<Upstream> upstream(ResultSet row) throws SQLException {
        String provider = row.getString("u_provider");
        if (provider == null) {
            return Optional.empty();
        }
        var origin = new UpstreamOrigin(
                provider,
                row.getString("u_host"),
                row.getString("u_owner"),
                row.getString("u_name"),
                row.getString("u_clone_url"),
                UpstreamMode.valueOf(row.getString("u_mode")),
                UpstreamOperation.valueOf(row.getString("u_operation")),
                Optional.ofNullable(row.getString("u_default_branch")));
        return Optional.of(new Upstream(
                origin,
                State.valueOf(row.getString("u_state")),
                Optional.ofNullable(row.getString("u_last_error")),
                Optional.ofNullable(row.getObject("u_synced_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                row.getBoolean("u_read_only")));
    }

    void add(Transaction tx, UUID repositoryId, UpstreamOrigin origin, State state, boolean readOnly, Instant at) {
        tx.handle()
                .createUpdate("""
                        insert into git.upstream (repository_id, provider, host, owner, name, clone_url, mode, operation,
                                                  state, default_branch, read_only, changed_at)
                        values (:id, :provider, :host, :owner, :name, :cloneUrl, :mode, :operation, :state,
                                :defaultBranch, :readOnly, :at)
                        """)
                .bind("id", repositoryId)
                .bind("provider", origin.provider())
                .bind("host", origin.host())
                .bind("owner", origin.owner())
                .bind("name", origin.name())
                .bind("cloneUrl", origin.cloneUrl())
                .bind("mode", origin.mode().name())
                .bind("operation", origin.operation().name())
                .bind("state", state.name())
                .bind("defaultBranch", origin.defaultBranch().orElse(null))
                .bind("readOnly", readOnly)
                .bind("at", at)
                .execute();
    }

    /** Of a repository that is not deleted. */
    Optional<Upstream> find(Transaction tx, UUID repositoryId) {
        return tx.handle()
                .createQuery("select " + COLUMNS + """
                        from git.upstream u
                        join git.repository r on r.id = u.repository_id
                        where u.repository_id = :id and r.deleted_at is null
                        """)
                .bind("id", repositoryId)
                .map((row, context) -> upstream(row).orElseThrow())
                .findOne();
    }

    /** Whether it was a read-only mirror of this repository, and is the mirror of an installation now. */
    boolean handOver(Transaction tx, UUID repositoryId, String host, String fullName, String upstreamKey) {
        boolean isHandedOver = tx.handle()
                        .createUpdate("""
                                update git.repository r set upstream_key = :key
                                from git.upstream u
                                where r.id = :id and r.deleted_at is null and u.repository_id = r.id
                                  and u.read_only and u.state <> 'DETACHED'
                                  and u.host = :host and lower(u.owner || '/' || u.name) = lower(:fullName)
                                  and not exists (select from git.repository other
                                                   where other.team = r.team and other.upstream_key = :key
                                                     and other.deleted_at is null)
                                """)
                        .bind("id", repositoryId)
                        .bind("host", host)
                        .bind("fullName", fullName)
                        .bind("key", upstreamKey)
                        .execute()
                == 1;
        if (isHandedOver) {
            tx.handle()
                    .createUpdate("delete from git.upstream where repository_id = :id")
                    .bind("id", repositoryId)
                    .execute();
        }
        return isHandedOver;
    }

    /** In the order of their ids. */
    List<UUID> attached(Transaction tx, Optional<UUID> after, int limit) {
        return tx.handle()
                .createQuery("""
                        select u.repository_id
                        from git.upstream u
                        join git.repository r on r.id = u.repository_id
                        where u.state in ('RUNNING', 'SYNCED') and r.deleted_at is null
                          and (cast(:after as uuid) is null or u.repository_id > cast(:after as uuid))
                        order by u.repository_id limit :limit
                        """)
                .bind("after", after.orElse(null))
                .bind("limit", limit)
                .mapTo(UUID.class)
                .list();
    }

    /** Those that follow an upstream: attached to one by the team, or listed by an installation. */
    Set<UUID> followed(Transaction tx, Collection<UUID> repositoryIds) {
        return tx.handle()
                .createQuery("""
                        select r.id
                        from git.repository r
                        left join git.upstream u on u.repository_id = r.id
                        where r.id = any(:ids) and r.deleted_at is null
                          and (r.upstream_key is not null or u.state <> 'DETACHED')
                        """)
                .bindArray("ids", UUID.class, repositoryIds)
                .mapTo(UUID.class)
                .set();
    }

    /** Whether it was pending or had failed before. */
    boolean begin(Transaction tx, UUID repositoryId, Instant at) {
        return tx.handle()
                        .createUpdate("""
                                update git.upstream set state = 'RUNNING', changed_at = :at
                                where repository_id = :id and state in ('WAITING', 'FAILED')
                                """)
                        .bind("id", repositoryId)
                        .bind("at", at)
                        .execute()
                == 1;
    }

    void succeed(Transaction tx, UUID repositoryId, Instant at) {
        tx.handle().createUpdate("""
                        update git.upstream
                        set state = case operation when 'IMPORT' then 'DETACHED' else 'SYNCED' end,
                            last_error = null, synced_at = :at, changed_at = :at
                        where repository_id = :id and state <> 'DETACHED'
                        """).bind("id", repositoryId).bind("at", at).execute();
        tx.handle().createUpdate("""
                        delete from git.git_credential c using git.upstream u
                        where c.repository_id = :id and u.repository_id = c.repository_id and u.state = 'DETACHED'
                        """).bind("id", repositoryId).execute();
    }

    /** Does nothing if a time was recorded less than the pause before this one. */
    void saveCheck(Transaction tx, UUID repositoryId, Instant at, Duration pause) {
        tx.handle()
                .createUpdate("""
                        insert into git.mirror_check as noted (repository_id, checked_at)
                        select id, cast(:at as timestamptz) from git.repository where id = :id
                        on conflict (repository_id) do update set checked_at = excluded.checked_at
                        where noted.checked_at <= :latest
                        """)
                .bind("id", repositoryId)
                .bind("at", at)
                .bind("latest", at.minus(pause))
                .execute();
    }

    void fail(Transaction tx, UUID repositoryId, String error, Instant at) {
        tx.handle()
                .createUpdate("""
                        update git.upstream
                        set state = case state when 'SYNCED' then state else 'FAILED' end,
                            last_error = :error, changed_at = :at
                        where repository_id = :id and state <> 'DETACHED'
                        """)
                .bind("id", repositoryId)
                .bind("error", error)
                .bind("at", at)
                .execute();
    }

    /** Whether it was not known by this key before, and follows something that is synced by events. */
    boolean identify(Transaction tx, UUID repositoryId, String upstreamKey) {
        return tx.handle()
                        .createUpdate("""
                                update git.upstream u set upstream_key = :key
                                from git.repository r
                                where r.id = :id and r.deleted_at is null and u.repository_id = r.id
                                  and u.state <> 'DETACHED' and u.mode <> 'PUBLIC' and u.operation = 'SYNC'
                                  and u.upstream_key is distinct from :key
                                """)
                        .bind("id", repositoryId)
                        .bind("key", upstreamKey)
                        .execute()
                == 1;
    }

    void saveAccount(Transaction tx, UUID repositoryId, String accountId) {
        tx.handle()
                .createUpdate("""
                        insert into git.upstream_account as known (repository_id, account_id)
                        values (:repositoryId, :accountId)
                        on conflict (repository_id) do update set account_id = excluded.account_id
                        where known.account_id <> excluded.account_id
                        """)
                .bind("repositoryId", repositoryId)
                .bind("accountId", accountId)
                .execute();
    }

    void unidentify(Transaction tx, UUID repositoryId) {
        tx.handle()
                .createUpdate("update git.upstream set upstream_key = null where repository_id = :id")
                .bind("id", repositoryId)
                .execute();
    }

    Optional<Instant> credentialStoredAt(Transaction tx, UUID repositoryId) {
        return tx.handle()
                .createQuery("""
                        select coalesce(c.rotated_at, c.created_at)
                        from git.git_credential c
                        join git.upstream u on u.repository_id = c.repository_id
                        where c.repository_id = :id and u.mode = 'CREDENTIALS' and u.state <> 'DETACHED'
                        """)
                .bind("id", repositoryId)
                .mapTo(Instant.class)
                .findOne();
    }

    void saveDefaultBranch(Transaction tx, UUID repositoryId, String branch, Instant at) {
        tx.handle()
                .createUpdate("""
                        update git.upstream set default_branch = :branch, changed_at = :at
                        where repository_id = :id and state <> 'DETACHED'
                        """)
                .bind("id", repositoryId)
                .bind("branch", branch)
                .bind("at", at)
                .execute();
    }

    void move(Transaction tx, UUID repositoryId, String owner, String name, String cloneUrl, Instant at) {
        tx.handle()
                .createUpdate("""
                        update git.upstream set owner = :owner, name = :name, clone_url = :cloneUrl, changed_at = :at
                        where repository_id = :id and state <> 'DETACHED'
                        """)
                .bind("id", repositoryId)
                .bind("owner", owner)
                .bind("name", name)
                .bind("cloneUrl", cloneUrl)
                .bind("at", at)
                .execute();
    }

    boolean detach(Transaction tx, UUID repositoryId, Instant at) {
        int detached = tx.handle()
                .createUpdate("""
                        update git.upstream set state = 'DETACHED', upstream_key = null, changed_at = :at
                        where repository_id = :id and state <> 'DETACHED'
                        """)
                .bind("id", repositoryId)
                .bind("at", at)
                .execute();
        int unkeyed = tx.handle().createUpdate("""
                        update git.repository set upstream_key = null where id = :id and upstream_key is not null
                        """).bind("id", repositoryId).execute();
        deleteCredential(tx, repositoryId);
        return detached + unkeyed > 0;
    }

    /** Turns an upstream that was read without credentials into one that is read with credentials. */
    void useCredentials(Transaction tx, UUID repositoryId) {
        tx.handle().createUpdate("""
                        update git.upstream set mode = 'CREDENTIALS', read_only = false
                         where repository_id = :id and mode = 'PUBLIC'
                        """).bind("id", repositoryId).execute();
    }

    /** False if the repository has one. */
    boolean addCredential(Transaction tx, CredentialRow row, Instant at) {
        return tx.handle()
                        .createUpdate("""
                                insert into git.git_credential (id, repository_id, sealed, created_at)
                                values (:id, :repositoryId, :sealed, :at)
                                on conflict do nothing
                                """)
                        .bind("id", row.id())
                        .bind("repositoryId", row.repositoryId())
                        .bind("sealed", row.sealed())
                        .bind("at", at)
                        .execute()
                == 1;
    }

    Optional<CredentialRow> findCredential(Transaction tx, UUID repositoryId) {
        return tx.handle()
                .createQuery("""
                        select id, repository_id, sealed, created_at from git.git_credential where repository_id = :id
                        """)
                .bind("id", repositoryId)
                .map((row, context) -> credential(row))
                .findOne();
    }

    /** Locks the row. */
    Optional<CredentialRow> lockCredential(Transaction tx, String team, String id) {
        return tx.handle()
                .createQuery("""
                        select c.id, c.repository_id, c.sealed, c.created_at
                        from git.git_credential c
                        join git.repository r on r.id = c.repository_id
                        where c.id = :id and r.team = :team and r.deleted_at is null
                        for update of c
                        """)
                .bind("id", id)
                .bind("team", team)
                .map((row, context) -> credential(row))
                .findOne();
    }

    void saveCredential(Transaction tx, CredentialRow row, Instant at) {
        tx.handle()
                .createUpdate("update git.git_credential set sealed = :sealed, rotated_at = :at where id = :id")
                .bind("id", row.id())
                .bind("sealed", row.sealed())
                .bind("at", at)
                .execute();
    }

    /** Removes the credential of a repository. */
    public void deleteCredential(Transaction tx, UUID repositoryId) {
        tx.handle()
                .createUpdate("delete from git.git_credential where repository_id = :id")
                .bind("id", repositoryId)
                .execute();
    }

    private static CredentialRow credential(ResultSet row) throws SQLException {
        return new CredentialRow(
                row.getString("id"),
                row.getObject("repository_id", UUID.class),
                row.getBytes("sealed"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
