package dev.millrace.ingest.archive;

import dev.millrace.ingest.archive.ArchiveStore.Where;
import dev.millrace.ingest.archive.Replay.Progress;
import dev.millrace.ingest.page.PagePosition;
import dev.millrace.ingest.relay.PendingDelivery;
import dev.millrace.ingest.relay.PendingDelivery.Origin;
import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** The table {@code ingest.replay}, and the deliveries that its rows select. */
@ApplicationScoped
class ReplayStore {

    /** Deliveries that are selected now. */
    long count(Transaction tx, Selection selection) {
        tx.handle().registerArrayType(Long.class, "int8");
        var where = selected(selection);
        return bindIds(
                        tx.handle()
                                .createQuery("select count(*) from ingest.webhook_inbox where " + where.sql())
                                .bindMap(where.values()),
                        selection)
                .mapTo(Long.class)
                .one();
    }

    /**
     * Adds a replay that waits.
     *
     * @param selected how many deliveries it selects
     */
    Replay add(Transaction tx, Selection selection, boolean forced, long selected, Instant at) {
        tx.handle().registerArrayType(Long.class, "int8");
        DeliveryFilter filter = selection.filter();
        return bindIds(
                        tx.handle()
                                .createQuery(
                                        """
                                        insert into ingest.replay (requested_at, forced, deliveries, forge, instance,
                                            record_key, repository, event, received_from, received_to, selected, state,
                                            next_page_at)
                                        values (:at, :forced, %s, :forge, :host, :recordKey, :repository, :event,
                                            cast(:from as timestamptz), :until, :selected, 'WAITING', :at)
                                        returning *
                                        """.formatted(selection.deliveries().isPresent() ? ":ids" : "null"))
                                .bind("at", at)
                                .bind("forced", forced)
                                .bind("forge", filter.forge().orElse(null))
                                .bind("host", filter.host().orElse(null))
                                .bind("recordKey", filter.recordKey().orElse(null))
                                .bind("repository", filter.repository().orElse(null))
                                .bind("event", filter.event().orElse(null))
                                .bind("from", filter.from().orElse(null))
                                .bind("until", selection.until())
                                .bind("selected", selected),
                        selection)
                .map((row, context) -> read(row))
                .one();
    }

    Optional<Replay> find(Transaction tx, long id) {
        return tx.handle()
                .createQuery("select * from ingest.replay where id = :id")
                .bind("id", id)
                .map((row, context) -> read(row))
                .findOne();
    }

    /** Ends a replay that is not finished; the page under way is still published. Returns whether it did. */
    boolean cancel(Transaction tx, long id, Instant at) {
        return end(tx, id, Replay.State.CANCELLED, at);
    }

    boolean finish(Transaction tx, long id, Instant at) {
        return end(tx, id, Replay.State.DONE, at);
    }

    /** Takes the right to publish replays until the end of the transaction; false if another instance has it. */
    boolean own(Transaction tx) {
        return tx.handle()
                .createQuery("select pg_try_advisory_xact_lock(hashtext('ingest.replay'), 0)")
                .mapTo(Boolean.class)
                .one();
    }

    /** The oldest replay that is not finished. A statement of its own after {@link #own}, to see the last page's mark. */
    Optional<Replay> next(Transaction tx) {
        return tx.handle().createQuery("""
                        select * from ingest.replay where state in ('WAITING', 'RUNNING') order by id limit 1
                        """).map((row, context) -> read(row)).findOne();
    }

    /**
     * Deliveries of the replay that follow its last page, oldest first.
     *
     * @param bytes total size of the bodies; at least one delivery is returned whatever its size
     */
    List<SelectedDelivery> page(Transaction tx, Replay replay, int atMost, long bytes) {
        tx.handle().registerArrayType(Long.class, "int8");
        var where = selected(replay.selection());
        replay.progress()
                .position()
                .ifPresent(position -> where.and("(received_at, id) > (:afterAt, :afterId)", "afterAt", position.at())
                        .bind("afterId", position.id()));
        return bindIds(
                        tx.handle()
                                .createQuery("""
                                        with page as (
                                            select id, received_at, body_bytes
                                              from ingest.webhook_inbox
                                             where %s
                                             order by received_at, id
                                             limit :atMost
                                        ), fitting as (
                                            select id,
                                                   sum(body_bytes) over (order by received_at, id) - body_bytes
                                                       as bytes_before
                                              from page
                                        )
                                        select delivery.id, instance, hook_id, guid, event, record_key,
                                               delivery.received_at, headers, content_type, body, state
                                          from fitting
                                          join ingest.webhook_inbox as delivery using (id)
                                          left join ingest.webhook_body as content
                                            on content.inbox_id = delivery.id
                                               and content.received_at = delivery.received_at
                                         where bytes_before < :bytes
                                         order by delivery.received_at, delivery.id
                                        """.formatted(where.sql()))
                                .bindMap(where.values())
                                .bind("atMost", atMost)
                                .bind("bytes", bytes),
                        replay.selection())
                .map((row, context) -> readSelected(row))
                .list();
    }

    /** Records a page. A replay that was cancelled meanwhile stays so. */
    void savePage(Transaction tx, long id, Progress progress, Instant now, Instant nextPageAt) {
        tx.handle().registerArrayType(Long.class, "int8");
        PagePosition position = progress.position().orElseThrow();
        tx.handle()
                .createUpdate("""
                        update ingest.replay
                           set state = case state when 'WAITING' then 'RUNNING' else state end,
                               replayed = :replayed, unusable = :unusable, gone = :gone, gone_ids = :goneIds,
                               position_at = :positionAt, position_id = :positionId, next_page_at = :nextPageAt,
                               started_at = coalesce(started_at, :now)
                         where id = :id
                        """)
                .bind("id", id)
                .bind("replayed", progress.replayed())
                .bind("unusable", progress.unusable())
                .bind("gone", progress.gone())
                .bindArray("goneIds", Long.class, progress.goneIds())
                .bind("positionAt", position.at())
                .bind("positionId", position.id())
                .bind("nextPageAt", nextPageAt)
                .bind("now", now)
                .execute();
    }

    /** A delivery that was not understood before has events now. */
    void saveUnderstood(Transaction tx, List<Long> deliveries) {
        tx.handle().registerArrayType(Long.class, "int8");
        tx.handle().createUpdate("""
                        update ingest.webhook_inbox
                           set state = 'PUBLISHED', reason = null
                         where id = any(:ids) and state = 'POISON'
                        """).bindArray("ids", Long.class, deliveries).execute();
    }

    private static boolean end(Transaction tx, long id, Replay.State state, Instant at) {
        return tx.handle()
                        .createUpdate("""
                                update ingest.replay
                                   set state = :state, finished_at = :at
                                 where id = :id and state in ('WAITING', 'RUNNING')
                                """)
                        .bind("id", id)
                        .bind("state", state.name())
                        .bind("at", at)
                        .execute()
                == 1;
    }

    /** One delivery for each occurrence; one that waits for the relay is published by it. */
    private static Where selected(Selection selection) {
        if (selection.deliveries().isPresent()) {
            return new Where().and("id = any(:ids) and state <> 'PENDING'");
        }
        return Where.of(selection.filter())
                .and("state in ('PUBLISHED', 'POISON')")
                .and("received_at < :until", "until", selection.until());
    }

    private static <S extends SqlStatement<S>> S bindIds(S statement, Selection selection) {
        return selection
                .deliveries()
                .map(ids -> statement.bindArray("ids", Long.class, ids))
                .orElse(statement);
    }

    private static Replay read(ResultSet row) throws SQLException {
        Array deliveries = row.getArray("deliveries");
        Instant positionAt = instant(row, "position_at");
        var filter = new DeliveryFilter(
                Optional.ofNullable(row.getString("forge")),
                Optional.ofNullable(row.getString("instance")),
                Optional.ofNullable(row.getString("record_key")),
                Optional.ofNullable(row.getString("repository")),
                Optional.ofNullable(row.getString("event")),
                Optional.empty(),
                Optional.ofNullable(instant(row, "received_from")),
                Optional.empty());
        return new Replay(
                row.getLong("id"),
                new Selection(
                        deliveries == null ? Optional.empty() : Optional.of(longs(deliveries)),
                        filter,
                        row.getObject("received_to", OffsetDateTime.class).toInstant()),
                row.getBoolean("forced"),
                Replay.State.valueOf(row.getString("state")),
                new Progress(
                        row.getLong("selected"),
                        row.getLong("replayed"),
                        row.getLong("unusable"),
                        row.getLong("gone"),
                        longs(row.getArray("gone_ids")),
                        positionAt == null
                                ? Optional.empty()
                                : Optional.of(new PagePosition(positionAt, row.getLong("position_id")))),
                row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                row.getObject("next_page_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(instant(row, "started_at")),
                Optional.ofNullable(instant(row, "finished_at")));
    }

    private static SelectedDelivery readSelected(ResultSet row) throws SQLException {
        long id = row.getLong("id");
        Instant receivedAt = row.getObject("received_at", OffsetDateTime.class).toInstant();
        byte[] body = row.getBytes("body");
        boolean wasPublished = !row.getString("state").equals("POISON");
        if (body == null) {
            return new SelectedDelivery(new PagePosition(receivedAt, id), Optional.empty(), wasPublished);
        }
        var origin = new Origin(
                row.getString("instance"),
                row.getString("hook_id"),
                row.getString("guid"),
                row.getString("event"),
                row.getString("record_key"),
                receivedAt);
        return new SelectedDelivery(
                new PagePosition(receivedAt, id),
                Optional.of(new PendingDelivery(
                        id,
                        origin,
                        ArchiveStore.headers(row.getString("headers")),
                        row.getString("content_type"),
                        body,
                        null)),
                wasPublished);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static List<Long> longs(Array array) throws SQLException {
        return List.of((Long[]) array.getArray());
    }
}
