package dev.millrace.webhook.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.meter.Waiting;
import dev.millrace.webhook.delivery.Delivery.LastAttempt;
import dev.millrace.webhook.delivery.Delivery.State;
import dev.millrace.webhook.subscription.WebhookFormat;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.result.RowView;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/**
 * Rows of {@code webhook.lane} and {@code webhook.delivery}. A lane's row is locked before its deliveries are changed, and a
 * webhook's before its lanes.
 */
@Singleton
class DeliveryStore {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

    /** Adds deliveries of one lane, in their order. */
    void add(Transaction tx, List<NewDelivery> deliveries) {
        if (deliveries.isEmpty()) {
            return;
        }
        lockLane(tx, deliveries.getFirst());
        PreparedBatch batch = tx.handle().prepareBatch("""
                insert into webhook.delivery
                    (id, webhook_id, lane, repository_id, event, payload, repeats, state, once, created_at)
                values (:id, :webhook, :lane, :repository, :event, :payload, :repeats, 'WAITING', :once, :createdAt)
                """);
        for (NewDelivery delivery : deliveries) {
            batch.bind("id", delivery.id())
                    .bind("webhook", delivery.webhookId())
                    .bind("lane", delivery.lane())
                    .bind("repository", delivery.repositoryId())
                    .bind("event", delivery.event())
                    .bind("payload", delivery.payload())
                    .bind("repeats", delivery.repeats())
                    .bind("once", delivery.once())
                    .bind("createdAt", delivery.createdAt())
                    .add();
        }
        batch.execute();
    }

    private static void lockLane(Transaction tx, NewDelivery first) {
        tx.handle()
                .createUpdate("""
                        insert into webhook.lane as existing (webhook_id, lane, due_at, always)
                        values (:webhook, :lane, :now, :always)
                        on conflict (webhook_id, lane) do update set due_at = existing.due_at
                        """)
                .bind("webhook", first.webhookId())
                .bind("lane", first.lane())
                .bind("now", first.createdAt())
                .bind("always", first.once())
                .execute();
    }

    /**
     * Leases the lane that has been due longest, if one is due, and returns its first delivery.
     *
     * @param until when the lease expires
     * @param limit how many lanes of one webhook may be leased at once
     */
    Optional<Claim> claim(Transaction tx, UUID leaseId, Instant now, Instant until, int limit) {
        while (true) {
            Optional<Lane> lane = lease(tx, leaseId, now, until, limit);
            if (lane.isEmpty()) {
                return Optional.empty();
            }
            Optional<Claim> first = first(tx, leaseId, lane.get());
            if (first.isPresent()) {
                return first;
            }
            // its deliveries were too old and have been deleted
            remove(tx, leaseId);
        }
    }

    private static Optional<Lane> lease(Transaction tx, UUID leaseId, Instant now, Instant until, int limit) {
        return tx.handle()
                .createQuery("""
                        with due as (
                            select lane.webhook_id, lane.lane
                            from webhook.lane lane
                            join webhook.subscription on subscription.id = lane.webhook_id
                            where lane.due_at <= :now and (lane.lease_until is null or lane.lease_until < :now)
                                and (subscription.disabled_at is null or lane.always)
                                and (
                                    select count(*) from webhook.lane other
                                    where other.webhook_id = lane.webhook_id and other.lease_id is not null
                                        and other.lease_until >= :now) < :limit
                            order by lane.due_at
                            limit 1
                            for update of lane skip locked)
                        update webhook.lane lane set lease_id = :lease, lease_until = :until
                        from due
                        where lane.webhook_id = due.webhook_id and lane.lane = due.lane
                        returning lane.webhook_id, lane.lane
                        """)
                .bind("now", now)
                .bind("limit", limit)
                .bind("lease", leaseId)
                .bind("until", until)
                .map(row -> new Lane(row.getColumn("webhook_id", UUID.class), row.getColumn("lane", UUID.class)))
                .findOne();
    }

    private static Optional<Claim> first(Transaction tx, UUID leaseId, Lane lane) {
        return tx.handle()
                .createQuery("""
                        select delivery.*, subscription.url, subscription.format
                        from webhook.delivery delivery
                        join webhook.subscription on subscription.id = delivery.webhook_id
                        where delivery.webhook_id = :webhook and delivery.lane = :lane and delivery.state = 'WAITING'
                        order by delivery.number
                        limit 1
                        """)
                .bind("webhook", lane.webhookId())
                .bind("lane", lane.lane())
                .map((RowView row) -> claim(leaseId, row))
                .findOne();
    }

    /** Whether this process still has the lease; if so, the lane is locked. */
    boolean holds(Transaction tx, UUID leaseId) {
        return tx.handle()
                .createQuery("select true from webhook.lane where lease_id = :lease for update")
                .bind("lease", leaseId)
                .mapTo(Boolean.class)
                .findOne()
                .isPresent();
    }

    /** Records an attempt. */
    void attempted(Transaction tx, UUID id, State state, Instant giveUpAt, LastAttempt attempt) {
        tx.handle()
                .createUpdate("""
                        update webhook.delivery
                        set state = :state, attempts = attempts + 1, give_up_at = :giveUpAt, attempted_at = :at,
                            request_headers = :requestHeaders::jsonb, took_millis = :took, response_status = :status,
                            response_headers = :responseHeaders::jsonb, response_body = :responseBody, error = :error
                        where id = :id
                        """)
                .bind("id", id)
                .bind("state", state.name())
                .bind("giveUpAt", giveUpAt)
                .bind("at", attempt.at())
                .bind("requestHeaders", json(attempt.requestHeaders()))
                .bind("took", attempt.took())
                .bind("status", attempt.status())
                .bind("responseHeaders", json(attempt.responseHeaders()))
                .bind("responseBody", attempt.responseBody())
                .bind("error", attempt.error())
                .execute();
    }

    /** Releases the lane; its first delivery is due then. A lane without deliveries is removed. */
    void release(Transaction tx, Claim claim, Instant dueAt) {
        boolean more = tx.handle()
                .createQuery("""
                        select exists (
                            select from webhook.delivery
                            where webhook_id = :webhook and lane = :lane and state = 'WAITING')
                        """)
                .bind("webhook", claim.webhookId())
                .bind("lane", claim.lane())
                .mapTo(Boolean.class)
                .one();
        if (!more) {
            remove(tx, claim.leaseId());
            return;
        }
        tx.handle()
                .createUpdate("""
                        update webhook.lane set lease_id = null, lease_until = null, due_at = :dueAt
                        where lease_id = :lease
                        """)
                .bind("lease", claim.leaseId())
                .bind("dueAt", dueAt)
                .execute();
    }

    private static void remove(Transaction tx, UUID leaseId) {
        tx.handle()
                .createUpdate("delete from webhook.lane where lease_id = :lease")
                .bind("lease", leaseId)
                .execute();
    }

    Optional<Delivery> find(Transaction tx, UUID webhookId, UUID id) {
        return tx.handle()
                .createQuery("""
                        select delivery.*, lane.due_at
                        from webhook.delivery delivery
                        left join webhook.lane lane
                            on lane.webhook_id = delivery.webhook_id and lane.lane = delivery.lane
                        where delivery.webhook_id = :webhook and delivery.id = :id
                        """)
                .bind("webhook", webhookId)
                .bind("id", id)
                .map(DeliveryStore::delivery)
                .findOne();
    }

    /** One page, newest first. */
    List<Delivery> list(Transaction tx, UUID webhookId, Optional<State> state, long before, int limit) {
        return tx.handle()
                .createQuery("""
                        select delivery.*, lane.due_at
                        from webhook.delivery delivery
                        left join webhook.lane lane
                            on lane.webhook_id = delivery.webhook_id and lane.lane = delivery.lane
                        where delivery.webhook_id = :webhook and delivery.number < :before
                            and (:state::text is null or delivery.state = :state)
                        order by delivery.number desc
                        limit :limit
                        """)
                .bind("webhook", webhookId)
                .bind("state", state.map(State::name))
                .bind("before", before)
                .bind("limit", limit)
                .map(DeliveryStore::delivery)
                .list();
    }

    /** Lanes that are due; also those that are being sent. */
    Waiting waiting(Transaction tx, Instant now) {
        return Waiting.of(tx.handle().createQuery("""
                        select count(*) as waiting, min(lane.due_at) as since
                        from webhook.lane lane
                        join webhook.subscription on subscription.id = lane.webhook_id
                        where lane.due_at <= :now and subscription.disabled_at is null
                        """).bind("now", now));
    }

    /** Deletes some deliveries that are older. */
    int deleteBefore(Transaction tx, Instant time, int limit) {
        return tx.handle()
                .createUpdate("""
                        delete from webhook.delivery
                        where id in (
                            select id from webhook.delivery where created_at < :time limit :limit
                            for update skip locked)
                        """)
                .bind("time", time)
                .bind("limit", limit)
                .execute();
    }

    private static Claim claim(UUID leaseId, RowView row) {
        UUID id = row.getColumn("id", UUID.class);
        @Nullable UUID repeats = row.getColumn("repeats", UUID.class);
        return new Claim(
                leaseId,
                id,
                repeats == null ? id : repeats,
                row.getColumn("webhook_id", UUID.class),
                row.getColumn("lane", UUID.class),
                URI.create(row.getColumn("url", String.class)),
                WebhookFormat.find(row.getColumn("format", String.class)).orElseThrow(),
                row.getColumn("event", String.class),
                row.getColumn("payload", String.class),
                row.getColumn("attempts", Integer.class),
                Optional.ofNullable(row.getColumn("give_up_at", Instant.class)),
                row.getColumn("once", Boolean.class));
    }

    private static Delivery delivery(RowView row) {
        State state = State.valueOf(row.getColumn("state", String.class));
        return new Delivery(
                row.getColumn("id", UUID.class),
                row.getColumn("number", Long.class),
                row.getColumn("webhook_id", UUID.class),
                Optional.ofNullable(row.getColumn("repository_id", UUID.class)),
                row.getColumn("event", String.class),
                row.getColumn("payload", String.class),
                Optional.ofNullable(row.getColumn("repeats", UUID.class)),
                state,
                row.getColumn("created_at", Instant.class),
                Optional.ofNullable(row.getColumn("give_up_at", Instant.class)),
                Optional.ofNullable(row.getColumn("due_at", Instant.class)).filter(due -> state == State.WAITING),
                row.getColumn("attempts", Integer.class),
                Optional.ofNullable(row.getColumn("attempted_at", Instant.class))
                        .map(at -> lastAttempt(row, at)));
    }

    private static LastAttempt lastAttempt(RowView row, Instant at) {
        return new LastAttempt(
                at,
                headers(row.getColumn("request_headers", String.class)),
                row.getColumn("took_millis", Integer.class),
                Optional.ofNullable(row.getColumn("response_status", Integer.class)),
                headers(row.getColumn("response_headers", String.class)),
                row.getColumn("response_body", String.class),
                Optional.ofNullable(row.getColumn("error", String.class)));
    }

    private static String json(Map<String, String> headers) {
        try {
            return JSON.writeValueAsString(headers);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("headers cannot be written", e);
        }
    }

    private static Map<String, String> headers(String json) {
        try {
            return JSON.readValue(json, HEADERS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("headers of a delivery are not a JSON object: " + json, e);
        }
    }

    /** The key of a lane. */
    private record Lane(UUID webhookId, UUID lane) {}
}
