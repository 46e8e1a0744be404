package dev.millrace.pipeline.mirror;

import dev.millrace.events.git.MirroredRepository;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/** The table {@code pipeline.mirror}. */
@Singleton
public final class MirrorStore {

    /** Notes what an event says about a repository; an older event than the last one noted changes nothing. */
    public void note(Transaction tx, MirroredRepository repository, Instant seenAt) {
        var handle = tx.handle();
        // a repository that was made anew at the same forge key takes the key over
        handle.createUpdate("""
                        update pipeline.mirror set upstream_key = null
                        where upstream_key = :key and repository_id <> :id and seen_at <= :seenAt
                        """)
                .bind("key", repository.upstreamKey())
                .bind("id", repository.id())
                .bind("seenAt", seenAt.atOffset(ZoneOffset.UTC))
                .execute();
        handle.createUpdate("""
                        insert into pipeline.mirror as known (repository_id, team, name, upstream_key, seen_at)
                        select :id, :team, :name, :key, :seenAt
                        where not exists (
                            select 1 from pipeline.mirror where upstream_key = :key and repository_id <> :id)
                        on conflict (repository_id) do update
                        set team = excluded.team, name = excluded.name, upstream_key = excluded.upstream_key,
                            seen_at = excluded.seen_at
                        where known.seen_at <= excluded.seen_at
                        """)
                .bind("id", repository.id())
                .bind("team", repository.team())
                .bind("name", repository.name())
                .bind("key", repository.upstreamKey())
                .bind("seenAt", seenAt.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /**
     * The mirror of a forge's repository.
     *
     * @param upstreamKey {@code instance:id}
     */
    public Optional<Mirror> find(Transaction tx, String upstreamKey) {
        return tx.handle()
                .createQuery("select repository_id, team, name from pipeline.mirror where upstream_key = :key")
                .bind("key", upstreamKey)
                .map((row, context) -> new Mirror(
                        row.getObject("repository_id", UUID.class), row.getString("team"), row.getString("name")))
                .findOne();
    }
}
