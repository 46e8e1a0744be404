package dev.millrace.insights.backfill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.insights.backfill.ImportRow.LineError;
import dev.millrace.insights.backfill.ImportRow.State;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Rows of {@code insights.import} and {@code insights.import_part}. */
@Singleton
final class ImportStore {

    private static final TypeReference<List<LineError>> ERRORS = new TypeReference<>() {};
    private static final TypeReference<List<StoredLine>> LINES = new TypeReference<>() {};
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A line that is to be recorded.
     *
     * @param number in the body
     * @param repositoryId what {@code repo} stands for
     * @param fields as sent
     */
    record StoredLine(long number, UUID repositoryId, Map<String, String> fields) {}

    /**
     * Lines that are recorded together.
     *
     * @param number from 0
     */
    record Part(int number, List<StoredLine> lines) {}

    void add(Transaction tx, UUID id, String team, String repository, Instant now) {
        tx.handle()
                .createUpdate("""
                        insert into insights.import
                            (import_id, team, repository, key, state, lines, rejected, errors, created_at, changed_at)
                        values (:id, :team, :repository, :key, 'receiving', 0, 0, '[]', :now, :now)
                        """)
                .bind("id", id)
                .bind("team", team)
                .bind("repository", repository)
                // its own until the whole body is known
                .bind("key", "receiving " + id)
                .bind("now", utc(now))
                .execute();
    }

    void addPart(Transaction tx, UUID id, Part part) {
        tx.handle()
                .createUpdate("""
                        insert into insights.import_part (import_id, part, lines, events)
                        values (:id, :part, :lines, cast(:events as jsonb))
                        """)
                .bind("id", id)
                .bind("part", part.number())
                .bind("lines", part.lines().size())
                .bind("events", write(part.lines()))
                .execute();
    }

    /** The body is read to its end: it may be recorded. Returns false if the team has another import with this key. */
    boolean received(
            Transaction tx, UUID id, String key, long lines, long rejected, List<LineError> errors, Instant now) {
        return tx.handle()
                        .createUpdate("""
                        update insights.import set key = :key, state = 'waiting', lines = :lines, rejected = :rejected,
                            errors = cast(:errors as jsonb), changed_at = :now
                        where import_id = :id and state = 'receiving' and not exists (
                            select 1 from insights.import as other
                            where other.team = import.team and other.key = :key and other.state <> 'cancelled')
                        """)
                        .bind("id", id)
                        .bind("key", key)
                        .bind("lines", lines)
                        .bind("rejected", rejected)
                        .bind("errors", write(errors))
                        .bind("now", utc(now))
                        .execute()
                > 0;
    }

    /** One that was cancelled gives its key to the next one. */
    void releaseKey(Transaction tx, String team, String key) {
        tx.handle().createUpdate("""
                        update insights.import set key = 'cancelled ' || import_id
                        where team = :team and key = :key and state = 'cancelled'
                        """).bind("team", team).bind("key", key).execute();
    }

    void remove(Transaction tx, UUID id) {
        tx.handle()
                .createUpdate("delete from insights.import where import_id = :id")
                .bind("id", id)
                .execute();
    }

    /** Bodies whose senders have left, and imports that ended long ago. */
    int removeOld(Transaction tx, Instant receivingBefore, Instant endedBefore) {
        return tx.handle()
                .createUpdate("""
                        delete from insights.import
                        where state = 'receiving' and changed_at < :receiving
                           or state in ('done', 'cancelled', 'failed') and changed_at < :ended
                        """)
                .bind("receiving", utc(receivingBefore))
                .bind("ended", utc(endedBefore))
                .execute();
    }

    Optional<ImportRow> findByKey(Transaction tx, String team, String key) {
        return tx.handle()
                .createQuery("select * from insights.import where team = :team and key = :key")
                .bind("team", team)
                .bind("key", key)
                .map((row, context) -> row(row))
                .findOne();
    }

    Optional<ImportRow> find(Transaction tx, String team, UUID id) {
        return tx.handle()
                .createQuery("select * from insights.import where team = :team and import_id = :id")
                .bind("team", team)
                .bind("id", id)
                .map((row, context) -> row(row))
                .findOne();
    }

    /** The newest of the team. */
    List<ImportRow> list(Transaction tx, String team, int limit) {
        return tx.handle()
                .createQuery("""
                        select * from insights.import where team = :team order by created_at desc, import_id limit :limit
                        """)
                .bind("team", team)
                .bind("limit", limit)
                .map((row, context) -> row(row))
                .list();
    }

    int countUnfinished(Transaction tx, String team) {
        return tx.handle()
                .createQuery("""
                        select count(*) from insights.import
                        where team = :team and state in ('receiving', 'waiting', 'running')
                        """)
                .bind("team", team)
                .mapTo(Integer.class)
                .one();
    }

    /** The one that waits longest and that no other transaction works on. */
    Optional<ImportRow> claim(Transaction tx) {
        return tx.handle().createQuery("""
                        select * from insights.import where state in ('waiting', 'running')
                        order by created_at, import_id limit 1 for update skip locked
                        """).map((row, context) -> row(row)).findOne();
    }

    Optional<Part> nextPart(Transaction tx, UUID id) {
        return tx.handle()
                .createQuery("""
                        delete from insights.import_part where import_id = :id and part = (
                            select min(part) from insights.import_part where import_id = :id)
                        returning part, events
                        """)
                .bind("id", id)
                .map((row, context) -> new Part(row.getInt("part"), read(row.getString("events"), LINES)))
                .findOne();
    }

    void save(Transaction tx, ImportRow row) {
        tx.handle()
                .createUpdate("""
                        update insights.import set state = :state, recorded = :recorded, rejected = :rejected,
                            errors = cast(:errors as jsonb), reason = :reason, changed_at = :changedAt
                        where import_id = :id
                        """)
                .bind("id", row.id())
                .bind("state", row.state().name().toLowerCase(Locale.ROOT))
                .bind("recorded", row.recorded())
                .bind("rejected", row.rejected())
                .bind("errors", write(row.errors()))
                .bind("reason", row.reason().orElse(null))
                .bind("changedAt", utc(row.changedAt()))
                .execute();
    }

    /** Moves it to another state, if it is in one of these; what is cancelled loses its parts. */
    boolean move(Transaction tx, UUID id, List<State> from, State to, Optional<String> reason, Instant now) {
        boolean moved = tx.handle()
                        .createUpdate("""
                        update insights.import set state = :to, reason = :reason, changed_at = :now
                        where import_id = :id and state = any(:from)
                        """)
                        .bind("id", id)
                        .bind("to", to.name().toLowerCase(Locale.ROOT))
                        .bind("reason", reason.orElse(null))
                        .bind("now", utc(now))
                        .bindArray(
                                "from",
                                String.class,
                                from.stream()
                                        .map(state -> state.name().toLowerCase(Locale.ROOT))
                                        .toList())
                        .execute()
                > 0;
        if (moved && to == State.CANCELLED) {
            tx.handle()
                    .createUpdate("delete from insights.import_part where import_id = :id")
                    .bind("id", id)
                    .execute();
        }
        return moved;
    }

    private static ImportRow row(ResultSet row) throws SQLException {
        return new ImportRow(
                row.getObject("import_id", UUID.class),
                row.getString("team"),
                row.getString("repository"),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getLong("lines"),
                row.getLong("recorded"),
                row.getLong("rejected"),
                read(row.getString("errors"), ERRORS),
                Optional.ofNullable(row.getString("reason")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("changed_at", OffsetDateTime.class).toInstant());
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON for " + value.getClass(), e);
        }
    }

    private static <T> T read(String json, TypeReference<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("insights.import holds JSON that cannot be read", e);
        }
    }
}
