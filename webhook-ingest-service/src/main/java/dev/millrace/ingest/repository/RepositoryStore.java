package dev.millrace.ingest.repository;

import dev.millrace.events.git.MirroredRepository;
import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Rows of {@code ingest.team_repository}. Saving gives the same rows in whatever order it is called. */
@ApplicationScoped
class RepositoryStore {

    /** More than one already makes a short name ambiguous. */
    private static final int MOST = 20;

    void save(Transaction tx, MirroredRepository repository, Instant at) {
        save(tx, repository, false, at);
    }

    /** A deleted repository stays deleted: its id is never used again. */
    void saveDeleted(Transaction tx, MirroredRepository repository, Instant at) {
        save(tx, repository, true, at);
    }

    private static void save(Transaction tx, MirroredRepository repository, boolean deleted, Instant at) {
        tx.handle()
                .createUpdate("""
                        insert into ingest.team_repository as known (id, team, name, deleted, seen_at)
                        values (:id, :team, :name, :deleted, :at)
                        on conflict (id) do update
                           set team = excluded.team, name = excluded.name, deleted = excluded.deleted,
                               seen_at = excluded.seen_at
                         where (excluded.deleted, excluded.seen_at) > (known.deleted, known.seen_at)
                        """)
                .bind("id", repository.id())
                .bind("team", repository.team())
                .bind("name", repository.name())
                .bind("deleted", deleted)
                .bind("at", at)
                .execute();
    }

    /** The team's repositories with this name or, if it is short, with this end, whatever the case; of two with one name, the newer. */
    List<TeamRepository> named(Transaction tx, String team, String name) {
        return tx.handle()
                .createQuery("""
                        select distinct on (name) id, name
                          from ingest.team_repository
                         where team = :team and not deleted
                           and (lower(name) = lower(:name) or right(lower(name), length(:name) + 1) = '/' || lower(:name))
                         order by name, seen_at desc, id
                         limit :most
                        """)
                .bind("team", team)
                .bind("name", name)
                .bind("most", MOST)
                .map((row, context) -> new TeamRepository(row.getObject("id", UUID.class), row.getString("name")))
                .list();
    }
}
