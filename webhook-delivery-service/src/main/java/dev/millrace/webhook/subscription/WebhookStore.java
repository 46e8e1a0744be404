package dev.millrace.webhook.subscription;

import dev.millrace.kit.database.Transaction;
import dev.millrace.webhook.access.KnownRepository;
import dev.millrace.webhook.access.VisibleWebhooks;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.result.RowView;
import org.jspecify.annotations.Nullable;

/** Rows of {@code webhook.subscription} and {@code webhook.deleted_repository}. */
@Singleton
final class WebhookStore {

    /** Webhooks within reach; one of all repositories is only for callers who read all. */
    private static final String REACHED = """
            team = :team and (:repository::uuid is null or repository_id = :repository)
            and (:all or repository_id is not null
                and not exists (
                    select from webhook.repository hidden
                    where hidden.id = repository_id and hidden.upstream_key is not null
                        and hidden.upstream_key <> all(:visible)))
            """;

    /** @return false, and nothing is written, if there is one with the same address and format for the same repository */
    boolean add(Transaction tx, Webhook webhook, byte[] sealedSecret) {
        return tx.handle()
                        .createUpdate("""
                                insert into webhook.subscription
                                    (id, team, repository_id, repository_name, repository_named_at, url, format,
                                     events, sealed_secret, created_at, created_by)
                                values (:id, :team, :repository, :name, :namedAt, :url, :format, :events, :secret,
                                    :createdAt, :createdBy)
                                on conflict (team, repository_id, url, format) do nothing
                                """)
                        .bind("id", webhook.id())
                        .bind("team", webhook.team())
                        .bind("repository", webhook.repositoryId())
                        .bind("name", webhook.repository().map(KnownRepository::name))
                        .bind("namedAt", webhook.repository().map(repository -> webhook.createdAt()))
                        .bind("url", webhook.url().toString())
                        .bind("format", webhook.format().wireName())
                        .bindArray("events", String.class, webhook.events())
                        .bind("secret", sealedSecret)
                        .bind("createdAt", webhook.createdAt())
                        .bind("createdBy", webhook.createdBy())
                        .execute()
                == 1;
    }

    /** Until the transaction ends, no other adds webhooks of the team or deletes those of a deleted repository. */
    void lockTeam(Transaction tx, String team) {
        tx.handle()
                .createQuery("select pg_advisory_xact_lock(hashtext('webhook.subscription'), hashtext(:team))")
                .bind("team", team)
                .mapToMap()
                .list();
    }

    int count(Transaction tx, String team) {
        return tx.handle()
                .createQuery("select count(*) from webhook.subscription where team = :team")
                .bind("team", team)
                .mapTo(Integer.class)
                .one();
    }

    Optional<Webhook> find(Transaction tx, VisibleWebhooks reach, UUID id) {
        return tx.handle()
                .createQuery("""
                        select * from webhook.subscription
                        where id = :id and
                        """ + REACHED)
                .bind("id", id)
                .bind("team", reach.team())
                .bind("repository", reach.repositoryId())
                .bind("all", reach.visible().areAll())
                .bindArray("visible", String.class, (Object[])
                        reach.visible().keys().orElse(new String[0]))
                .map(WebhookStore::webhook)
                .findOne();
    }

    /** One page, oldest first. */
    List<Webhook> list(Transaction tx, VisibleWebhooks reach, Optional<Webhooks.After> after, int limit) {
        return tx.handle()
                .createQuery("""
                        select * from webhook.subscription
                        where (:afterId::uuid is null or (created_at, id) > (:afterTime::timestamptz, :afterId)) and
                        """ + REACHED + """
                        order by created_at, id
                        limit :limit
                        """)
                .bind("team", reach.team())
                .bind("repository", reach.repositoryId())
                .bind("all", reach.visible().areAll())
                .bindArray("visible", String.class, (Object[])
                        reach.visible().keys().orElse(new String[0]))
                .bind("afterId", after.map(Webhooks.After::id))
                .bind("afterTime", after.map(Webhooks.After::createdAt))
                .bind("limit", limit)
                .map(WebhookStore::webhook)
                .list();
    }

    boolean replaceSecret(Transaction tx, UUID id, byte[] sealedSecret) {
        return tx.handle()
                        .createUpdate("update webhook.subscription set sealed_secret = :secret where id = :id")
                        .bind("id", id)
                        .bind("secret", sealedSecret)
                        .execute()
                == 1;
    }

    Optional<byte[]> sealedSecret(Transaction tx, UUID id) {
        return tx.handle()
                .createQuery("select sealed_secret from webhook.subscription where id = :id")
                .bind("id", id)
                .mapTo(byte[].class)
                .findOne();
    }

    /** @return false if it was disabled before, or does not exist */
    boolean disable(Transaction tx, UUID id, Instant at, String reason) {
        return tx.handle()
                        .createUpdate("""
                                update webhook.subscription set disabled_at = :at, disabled_reason = :reason
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
                        update webhook.subscription set disabled_at = null, disabled_reason = null, failing_since = null
                        where id = :id
                        """).bind("id", id).execute();
    }

    /** Deletes it with its deliveries. */
    boolean delete(Transaction tx, UUID id) {
        return tx.handle()
                        .createUpdate("delete from webhook.subscription where id = :id")
                        .bind("id", id)
                        .execute()
                == 1;
    }

    /** Whether the repository is known to be deleted. The team must be locked. */
    boolean isDeleted(Transaction tx, UUID repositoryId) {
        return tx.handle()
                .createQuery("""
                        select exists (
                            select from webhook.deleted_repository where repository_id = :repository)
                        """)
                .bind("repository", repositoryId)
                .mapTo(Boolean.class)
                .one();
    }

    /**
     * Deletes the webhooks of a deleted repository with their deliveries, and records that it is deleted. The team must be
     * locked.
     *
     * @return how many there were
     */
    int deleteOfRepository(Transaction tx, UUID repositoryId, Instant deletedAt) {
        tx.handle()
                .createUpdate("""
                        insert into webhook.deleted_repository (repository_id, deleted_at) values (:repository, :at)
                        on conflict (repository_id) do nothing
                        """)
                .bind("repository", repositoryId)
                .bind("at", deletedAt)
                .execute();
        return tx.handle()
                .createUpdate("delete from webhook.subscription where repository_id = :repository")
                .bind("repository", repositoryId)
                .execute();
    }

    /** Removes the records of repositories that were deleted before. */
    void removeDeletedBefore(Transaction tx, Instant time) {
        tx.handle()
                .createUpdate("delete from webhook.deleted_repository where deleted_at < :time")
                .bind("time", time)
                .execute();
    }

    /** Records the name that a repository had at a time, unless a later one is known. */
    void rename(Transaction tx, UUID repositoryId, String name, Instant at) {
        tx.handle()
                .createUpdate("""
                        update webhook.subscription set repository_name = :name, repository_named_at = :at
                        where repository_id = :repository and repository_name <> :name and repository_named_at < :at
                        """)
                .bind("repository", repositoryId)
                .bind("name", name)
                .bind("at", at)
                .execute();
    }

    /** The webhooks that an event is sent to; none of them can be deleted until the transaction ends. */
    List<UUID> subscribed(Transaction tx, String team, UUID repositoryId, WebhookFormat format, String event) {
        return tx.handle()
                .createQuery("""
                        select id from webhook.subscription
                        where team = :team and (repository_id is null or repository_id = :repository)
                            and format = :format and disabled_at is null and :event = any(events)
                        order by id
                        for key share
                        """)
                .bind("team", team)
                .bind("repository", repositoryId)
                .bind("format", format.wireName())
                .bind("event", event)
                .mapTo(UUID.class)
                .list();
    }

    /**
     * As {@link #subscribed}, for an event of a forge's repository: webhooks of all teams that may see it, each with the
     * first of the team's mirrors that the webhook is for.
     */
    List<Subscribers.Subscriber> subscribedToUpstream(
            Transaction tx, String upstreamKey, WebhookFormat format, String event) {
        return tx.handle()
                .createQuery("""
                        select subscription.id, mirror.id as repository_id
                        from webhook.subscription
                        cross join lateral (
                            select repository.id from webhook.repository
                            where repository.upstream_key = :key and repository.team = subscription.team
                                and (subscription.repository_id is null or subscription.repository_id = repository.id)
                                and not exists (
                                    select from webhook.deleted_repository deleted
                                    where deleted.repository_id = repository.id)
                            order by repository.id
                            limit 1) mirror
                        where subscription.team in (
                                select team from webhook.repository where upstream_key = :key)
                            and subscription.format = :format and subscription.disabled_at is null
                            and :event = any(subscription.events)
                        order by subscription.id
                        for key share of subscription
                        """)
                .bind("key", upstreamKey)
                .bind("format", format.wireName())
                .bind("event", event)
                .map(row -> new Subscribers.Subscriber(
                        row.getColumn("id", UUID.class), Optional.of(row.getColumn("repository_id", UUID.class))))
                .list();
    }

    /** As {@link #subscribed}, for an event that a team's own forge reported: webhooks for all of the team's repositories. */
    List<UUID> subscribedToAll(Transaction tx, String team, WebhookFormat format, String event) {
        return tx.handle()
                .createQuery("""
                        select id from webhook.subscription
                        where team = :team and repository_id is null and format = :format and disabled_at is null
                            and :event = any(events)
                        order by id
                        for key share
                        """)
                .bind("team", team)
                .bind("format", format.wireName())
                .bind("event", event)
                .mapTo(UUID.class)
                .list();
    }

    /** Records that an attempt succeeded. */
    void succeeded(Transaction tx, UUID id) {
        tx.handle()
                .createUpdate(
                        "update webhook.subscription set failing_since = null where id = :id and failing_since is not null")
                .bind("id", id)
                .execute();
    }

    /**
     * Records that an attempt failed.
     *
     * @param at when it began
     * @return since when all have failed; empty if the webhook does not exist
     */
    Optional<Instant> failed(Transaction tx, UUID id, Instant at) {
        return tx.handle()
                .createQuery("""
                        update webhook.subscription set failing_since = coalesce(failing_since, :at)
                        where id = :id
                        returning failing_since
                        """)
                .bind("id", id)
                .bind("at", at)
                .mapTo(Instant.class)
                .findOne();
    }

    private static WebhookFormat format(RowView row) {
        return WebhookFormat.find(row.getColumn("format", String.class)).orElseThrow();
    }

    private static Webhook webhook(RowView row) {
        @Nullable Instant disabledAt = row.getColumn("disabled_at", Instant.class);
        return new Webhook(
                row.getColumn("id", UUID.class),
                row.getColumn("team", String.class),
                Optional.ofNullable(row.getColumn("repository_id", UUID.class))
                        .map(id -> new KnownRepository(id, row.getColumn("repository_name", String.class))),
                URI.create(row.getColumn("url", String.class)),
                format(row),
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
