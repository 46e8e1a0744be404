package dev.millrace.gateway.repository;

import dev.millrace.events.access.ReadersChanged;
import dev.millrace.gateway.repository.Readers.Key;
import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What of {@code gateway.reading_repository} was published, and what it means with the members of teams and their accounts. */
@ApplicationScoped
class PublicationStore {

    /** A member reads what an account of the member reads at the forge, and what every account reads there. */
    private static final String SELECT = """
            select r.*, now_.readers
              from gateway.reading_repository r
              join gateway.team_reading t on t.team = r.team and t.decider = 'FORGE'
             cross join lateral (
                   select coalesce(array_agg(i.user_id order by i.user_id), '{}') as readers
                     from gateway.identity i
                     join gateway.member m on m.user_id = i.user_id and m.team = r.team
                    where i.instance = r.instance and r.covered and r.checked_at is not null
                      and (not r.private or exists (
                          select from gateway.repository_reader c
                           where c.team = r.team and c.instance = r.instance and c.repository_id = r.repository_id
                             and c.account_id = i.account_id))) now_
            """;

    /** A page of the repositories of teams that let the forge decide, in the order of their keys. */
    List<Readers> page(Transaction tx, Optional<Key> after, int limit) {
        return tx.handle()
                .createQuery(SELECT + """
                         where (:team::text is null
                                or (r.team, r.instance, r.repository_id) > (:team, :instance::text, :id::text))
                         order by r.team, r.instance, r.repository_id
                         limit :limit
                        """)
                .bind("team", after.map(Key::team).orElse(null))
                .bind("instance", after.map(Key::instance).orElse(null))
                .bind("id", after.map(Key::repositoryId).orElse(null))
                .bind("limit", limit)
                .map((row, context) -> readers(row))
                .list();
    }

    /** One repository, which no other transaction publishes until this one ends; empty if the forge does not decide about it. */
    Optional<Readers> lock(Transaction tx, Key key) {
        // a statement of its own: the next one sees what was committed while this waited
        tx.handle()
                .createQuery("""
                        select 1 from gateway.reading_repository
                         where team = :team and instance = :instance and repository_id = :id for update
                        """)
                .bind("team", key.team())
                .bind("instance", key.instance())
                .bind("id", key.repositoryId())
                .mapTo(Integer.class)
                .findOne();
        return tx.handle()
                .createQuery(SELECT + " where r.team = :team and r.instance = :instance and r.repository_id = :id")
                .bind("team", key.team())
                .bind("instance", key.instance())
                .bind("id", key.repositoryId())
                .map((row, context) -> readers(row))
                .findOne();
    }

    /** Records what is published in this transaction. Under {@link #lock}. */
    void published(Transaction tx, Key key, ReadersChanged event) {
        tx.handle()
                .createUpdate("""
                        update gateway.reading_repository
                           set published_at = :at, published_readers = :readers, published_checked_at = :checkedAt,
                               published_until = :until
                         where team = :team and instance = :instance and repository_id = :id
                        """)
                .bind("at", utc(event.occurredAt()))
                .bindArray("readers", UUID.class, event.readers())
                .bind("checkedAt", utc(event.checkedAt()))
                .bind("until", utc(event.readableUntil()))
                .bind("team", key.team())
                .bind("instance", key.instance())
                .bind("id", key.repositoryId())
                .execute();
    }

    private static Readers readers(ResultSet row) throws SQLException {
        var key = new Key(row.getString("team"), row.getString("instance"), row.getString("repository_id"));
        Optional<Instant> publishedAt = time(row, "published_at");
        return new Readers(
                key,
                row.getBoolean("covered") ? time(row, "checked_at") : Optional.empty(),
                people(row.getArray("readers")),
                publishedAt.isEmpty()
                        ? Optional.empty()
                        : Optional.of(Readers.event(
                                key,
                                people(row.getArray("published_readers")),
                                time(row, "published_checked_at").orElseThrow(),
                                time(row, "published_until").orElseThrow(),
                                publishedAt.get())));
    }

    private static List<UUID> people(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : List.of((UUID[]) array.getArray());
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
