package dev.millrace.ingest.reconciliation;

import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.RefsMoved.RefMove;
import dev.millrace.ingest.delivery.Shards;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.meter.Waiting;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Rows of {@code ingest.found_move}. */
@Singleton
final class MoveStore {

    /** What is read of the moves of some refs; the others follow when these are decided. */
    private static final int MOST = 5_000;

    /** Adds the moves that are not there yet. */
    void add(Transaction tx, RefsMoved event, String recordKey, Instant checkedAt, List<RefMove> moves, Instant dueAt) {
        try (PreparedBatch batch = tx.handle().prepareBatch("""
                insert into ingest.found_move (repository_id, refs_version, record_key, shard, ref, before, after,
                                               checked_at, moved_at, due_at)
                values (:repositoryId, :refsVersion, :recordKey, :shard, :ref, :before, :after, :checkedAt, :movedAt,
                        :dueAt)
                on conflict (repository_id, refs_version, ref) do nothing
                """)) {
            for (RefMove move : moves) {
                batch.bind("repositoryId", event.repository().id())
                        .bind("refsVersion", event.refsVersion())
                        .bind("recordKey", recordKey)
                        .bind("shard", Shards.of(recordKey))
                        .bind("ref", move.ref())
                        .bind("before", move.before().orElse(null))
                        .bind("after", move.after().orElse(null))
                        .bind("checkedAt", checkedAt)
                        .bind("movedAt", event.occurredAt())
                        .bind("dueAt", dueAt)
                        .add();
            }
            batch.execute();
        }
    }

    /** Shards with a move that is due. */
    List<Integer> dueShards(Transaction tx, Instant now) {
        return tx.handle()
                .createQuery("""
                        select distinct shard from ingest.found_move
                        where state = 'WAITING' and due_at <= :now
                        order by shard
                        """)
                .bind("now", now)
                .mapTo(Integer.class)
                .list();
    }

    /**
     * Refs with a move that is due. Those of a repository with a push that is not published are left out: parts of it may
     * have been sent.
     */
    List<RefName> due(Transaction tx, int shard, Instant now, int atMost) {
        return tx.handle()
                .createQuery("""
                        select record_key, ref
                        from ingest.found_move move
                        where state = 'WAITING' and shard = :shard and due_at <= :now
                          and not exists (select 1 from ingest.webhook_inbox delivery
                                          where delivery.published_at is null and delivery.shard = :shard
                                            and delivery.record_key = move.record_key and delivery.event = 'push')
                        group by record_key, ref
                        order by min(due_at), record_key, ref
                        limit :atMost
                        """)
                .bind("shard", shard)
                .bind("now", now)
                .bind("atMost", atMost)
                .map((row, context) -> name(row))
                .list();
    }

    /** Moves of these refs that are not decided, due or not, in the order in which the mirrors made them. */
    List<FoundMove> waiting(Transaction tx, Collection<RefName> names) {
        return tx.handle()
                .createQuery("""
                        select move.id, repository_id, refs_version, move.record_key, move.ref, before, after, checked_at,
                               moved_at, due_at
                        from ingest.found_move move
                        join unnest(:keys, :refs) as name (record_key, ref) using (record_key, ref)
                        where state = 'WAITING'
                        order by refs_version, id
                        limit :most
                        """)
                .bindArray(
                        "keys",
                        String.class,
                        names.stream().map(RefName::recordKey).toArray())
                .bindArray(
                        "refs", String.class, names.stream().map(RefName::ref).toArray())
                .bind("most", MOST)
                .map((row, context) -> move(row))
                .list();
    }

    /** Moves of these refs that were decided since. */
    List<DecidedMove> decided(Transaction tx, Collection<RefName> names, Instant since) {
        return tx.handle()
                .createQuery("""
                        select repository_id, move.record_key, move.ref, explained_by, part_before as before,
                               part_after as after, part_since, part_until
                        from ingest.found_move move
                        join unnest(:keys, :refs) as name (record_key, ref) using (record_key, ref)
                        where decided_at >= :since
                        order by decided_at, move.id
                        """)
                .bindArray(
                        "keys",
                        String.class,
                        names.stream().map(RefName::recordKey).toArray())
                .bindArray(
                        "refs", String.class, names.stream().map(RefName::ref).toArray())
                .bind("since", since)
                .map((row, context) -> new DecidedMove(
                        row.getObject("repository_id", UUID.class),
                        name(row),
                        uuids(row.getArray("explained_by")),
                        new SeenPart(step(row), instant(row, "part_since"), instant(row, "part_until"))))
                .list();
    }

    /** How many branches and tags moved with this one. */
    int together(Transaction tx, FoundMove move) {
        return tx.handle()
                .createQuery("""
                        select count(*) from ingest.found_move
                        where repository_id = :repositoryId and refs_version = :refsVersion
                        """)
                .bind("repositoryId", move.repositoryId())
                .bind("refsVersion", move.refsVersion())
                .mapTo(Integer.class)
                .one();
    }

    /** Decides a move. */
    void decide(Transaction tx, FoundMove move, DecidedMove decided, State state, Optional<String> reason, Instant at) {
        tx.handle()
                .createUpdate("""
                        update ingest.found_move
                        set state = :state, reason = :reason, explained_by = :explainedBy, part_before = :before,
                            part_after = :after, part_since = :since, part_until = :until, decided_at = :at
                        where id = :id and state = 'WAITING'
                        """)
                .bind("id", move.id())
                .bind("state", state.name())
                .bind("reason", reason.orElse(null))
                .bindArray("explainedBy", UUID.class, decided.explainedBy())
                .bind("before", decided.part().step().before().orElse(null))
                .bind("after", decided.part().step().after().orElse(null))
                .bind("since", decided.part().since())
                .bind("until", decided.part().until())
                .bind("at", at)
                .execute();
    }

    /** Moves that are due. */
    Waiting waiting(Transaction tx, Instant now) {
        return Waiting.of(tx.handle().createQuery("""
                        select count(*) as waiting, min(due_at) as since
                        from ingest.found_move
                        where state = 'WAITING' and due_at <= :now
                        """).bind("now", now));
    }

    int removeDecided(Transaction tx, Instant before) {
        return tx.handle()
                .createUpdate("delete from ingest.found_move where decided_at < :before")
                .bind("before", before)
                .execute();
    }

    /** What became of a move. */
    enum State {
        /** it was reported */
        REPORTED,
        /** some or all of it was not, and is published */
        RECONCILED,
        /** some or all of it was not, and stays so */
        SKIPPED
    }

    private static FoundMove move(ResultSet row) throws SQLException {
        return new FoundMove(
                row.getLong("id"),
                row.getObject("repository_id", UUID.class),
                row.getLong("refs_version"),
                name(row),
                step(row),
                instant(row, "checked_at"),
                instant(row, "moved_at"),
                instant(row, "due_at"));
    }

    private static RefName name(ResultSet row) throws SQLException {
        return new RefName(row.getString("record_key"), row.getString("ref"));
    }

    private static RefStep step(ResultSet row) throws SQLException {
        return new RefStep(Optional.ofNullable(row.getString("before")), Optional.ofNullable(row.getString("after")));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static Set<UUID> uuids(Array array) throws SQLException {
        return Set.of((UUID[]) array.getArray());
    }
}
