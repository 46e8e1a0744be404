package dev.millrace.webhook.subscription;

import dev.millrace.events.git.MirroredRepository;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.UUID;

/** Rows of {@code webhook.repository}. */
@Singleton
final class RepositoryStore {

    /** Records the state of a repository at a time, unless a later one is known. */
    void note(Transaction tx, MirroredRepository repository, Instant seenAt) {
        tx.handle()
                .createUpdate("""
                        insert into webhook.repository as known (id, team, upstream_key, seen_at)
                        select :id, :team, :key, :seenAt
                        where not exists (select from webhook.deleted_repository where repository_id = :id)
                        on conflict (id) do update
                        set team = excluded.team, upstream_key = excluded.upstream_key, seen_at = excluded.seen_at
                        where known.seen_at <= excluded.seen_at
                        """)
                .bind("id", repository.id())
                .bind("team", repository.team())
                .bind("key", repository.upstreamKey())
                .bind("seenAt", seenAt)
                .execute();
    }

    void delete(Transaction tx, UUID id) {
        tx.handle()
                .createUpdate("delete from webhook.repository where id = :id")
                .bind("id", id)
                .execute();
    }
}
