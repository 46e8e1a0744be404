package dev.millrace.webhook.subscription;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.result.RowView;
import org.jspecify.annotations.Nullable;

/** Rows of {@code git.webhook}. */
@Singleton
public class WebhookStore {

    /** @return false if there is one with the same address for the same repository; then nothing was written */
    boolean add(Transaction tx, Webhook webhook, byte[] sealedSecret) {
        return tx.handle()
                        .createUpdate("""
                                insert into git.webhook
                                    (id, team, repository_id, url, events, sealed_secret, created_at, created_by)
                                values (:id, :team, :repository, :url, :events, :secret, :createdAt, :createdBy)
                                on conflict (team, repository_id, url) do nothing
                                """)
                        .bind("id", webhook.id())
                        .bind("team", webhook.team())
                        .bind("repository", webhook.repositoryId())
                        .bind("url", webhook.url().toString())
                        .bindArray("events", String.class, webhook.events())
                        .bind("secret", sealedSecret)
                        .bind("createdAt", webhook.createdAt())
                        .bind("createdBy", webhook.createdBy())
                        .execute()
                == 1;
    }

    /** How many the team has; whoever asks is the only one to add some until the transaction ends. */
    int countForAdding(Transaction tx, String team) {
        tx.handle()
                .createQuery("select pg_advisory_xact_lock(hashtext('git.webhook'), hashtext(:team))")
                .bind("team", team)
                .mapToMap()
                .list();
        return tx.handle()
                .createQuery("select count(*) from git.webhook where team = :team")
                .bind("team", team)
                .mapTo(Integer.class)
                .one();
    }

    Optional<Webhook> find(Transaction tx, Reach reach, UUID id) {
        return tx.handle()
                .createQuery("""
                        select * from git.webhook
                        where id = :id and team = :team and (:repository::uuid is null or repository_id = :repository)
                        """)
                .bind("id", id)
                .bind("team", reach.team())
                .bind("repository", reach.repositoryId())
                .map(WebhookStore::webhook)
                .findOne();
    }

    /** One page, oldest first. */
    List<Webhook> list(Transaction tx, Reach reach, Optional<Webhooks.After> after, int limit) {
        return tx.handle()
                .createQuery("""
                        select * from git.webhook
                        where team = :team and (:repository::uuid is null or repository_id = :repository)
                            and (:afterId::uuid is null or (created_at, id) > (:afterTime::timestamptz, :afterId))
                        order by created_at, id
                        limit :limit
                        """)
                .bind("team", reach.team())
                .bind("repository", reach.repositoryId())
                .bind("afterId", after.map(Webhooks.After::id))
                .bind("afterTime", after.map(Webhooks.After::createdAt))
                .bind("limit", limit)
                .map(WebhookStore::webhook)
                .list();
    }

    boolean replaceSecret(Transaction tx, UUID id, byte[] sealedSecret) {
        return tx.handle()
                        .createUpdate("update git.webhook set sealed_secret = :secret where id = :id")
                        .bind("id", id)
                        .bind("secret", sealedSecret)
                        .execute()
                == 1;
    }

    Optional<byte[]> sealedSecret(Transaction tx, UUID id) {
        return tx.handle()
                .createQuery("select sealed_secret from git.webhook where id = :id")
                .bind("id", id)
                .mapTo(byte[].class)
                .findOne();
    }

    /** @return false if it was disabled before, or is gone */
    public boolean disable(Transaction tx, UUID id, Instant at, String reason) {
        return tx.handle()
                        .createUpdate("""
                                update git.webhook set disabled_at = :at, disabled_reason = :reason
                                where id = :id and disabled_at is null
                                """)
                        .bind("id", id)
                        .bind("at", at)
                        .bind("reason", reason)
                        .execute()
                == 1;
    }

    void enable(Transaction tx, UUID id) {
        tx.handle().createUpdate("""
                        update git.webhook set disabled_at = null, disabled_reason = null, failing_since = null
                        where id = :id
                        """).bind("id", id).execute();
    }

    /** With its deliveries. */
    boolean delete(Transaction tx, UUID id) {
        return tx.handle()
                        .createUpdate("delete from git.webhook where id = :id")
                        .bind("id", id)
                        .execute()
                == 1;
    }

    /** Those of repositories that are deleted, with their deliveries. */
    public int deleteOfDeletedRepositories(Transaction tx) {
        return tx.handle().createUpdate("""
                        delete from git.webhook
                        where repository_id in (select id from git.repository where deleted_at is not null)
                        """).execute();
    }

    /** Who is to be told; none of them can be deleted until the transaction ends. */
    public List<UUID> listening(Transaction tx, String team, UUID repositoryId, WebhookEvent event) {
        return tx.handle()
                .createQuery("""
                        select id from git.webhook
                        where team = :team and (repository_id is null or repository_id = :repository)
                            and disabled_at is null and :event = any(events)
                        order by id
                        for key share
                        """)
                .bind("team", team)
                .bind("repository", repositoryId)
                .bind("event", event.wireName())
                .mapTo(UUID.class)
                .list();
    }

    /** Notes that an attempt succeeded. */
    public void works(Transaction tx, UUID id) {
        tx.handle()
                .createUpdate(
                        "update git.webhook set failing_since = null where id = :id and failing_since is not null")
                .bind("id", id)
                .execute();
    }

    /**
     * Notes that an attempt failed.
     *
     * @param at when it began
     * @return since when all have failed; empty if the webhook is gone
     */
    public Optional<Instant> fails(Transaction tx, UUID id, Instant at) {
        return tx.handle()
                .createQuery("""
                        update git.webhook set failing_since = coalesce(failing_since, :at)
                        where id = :id
                        returning failing_since
                        """)
                .bind("id", id)
                .bind("at", at)
                .mapTo(Instant.class)
                .findOne();
    }

    private static Webhook webhook(RowView row) {
        @Nullable Instant disabledAt = row.getColumn("disabled_at", Instant.class);
        return new Webhook(
                row.getColumn("id", UUID.class),
                row.getColumn("team", String.class),
                Optional.ofNullable(row.getColumn("repository_id", UUID.class)),
                URI.create(row.getColumn("url", String.class)),
                List.of(row.getColumn("events", String[].class)),
                row.getColumn("created_at", Instant.class),
                row.getColumn("created_by", String.class),
                Optional.ofNullable(row.getColumn("failing_since", Instant.class)),
                disabledAt == null
                        ? Optional.empty()
                        : Optional.of(
                                new Webhook.Disabled(disabledAt, row.getColumn("disabled_reason", String.class))));
    }
}
