package dev.millrace.sync.queue;

import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.meter.Waiting;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.result.RowView;

/** The state of mirrors in {@code sync.mirror}, as it is shown. */
@Singleton
class MirrorStateStore {

    Optional<MirrorRow> find(Transaction tx, String team, UUID repositoryId) {
        return tx.handle()
                .createQuery("""
                        select *, coalesce(lease_until > now(), false) as leased,
                            nullif(greatest(due_at, not_before), 'infinity') as next_at
                        from sync.mirror
                        where team = :team and repository_id = :id
                        """)
                .bind("team", team)
                .bind("id", repositoryId)
                .map(MirrorStateStore::toRow)
                .findOne();
    }

    /** One page of the team's mirrors in byte order of their names. */
    List<MirrorRow> list(Transaction tx, String team, Optional<String> name, String after, int limit) {
        return tx.handle()
                .createQuery("""
                        select *, coalesce(lease_until > now(), false) as leased,
                            nullif(greatest(due_at, not_before), 'infinity') as next_at
                        from sync.mirror
                        where team = :team and (:name::text is null or name = :name) and name collate "C" > :after
                        order by name collate "C"
                        limit :limit
                        """)
                .bind("team", team)
                .bind("name", name)
                .bind("after", after)
                .bind("limit", limit)
                .map(MirrorStateStore::toRow)
                .list();
    }

    /** Mirrors that are due and not leased; those whose budget pauses wait until the forge lets them go on. */
    Waiting waiting(Transaction tx) {
        return Waiting.of(tx.handle().createQuery("""
                        select count(*) as waiting, min(greatest(due_at, not_before)) as since
                        from sync.mirror m
                        where parked is distinct from 'INSTALLATION' and due_at <= now() and not_before <= now()
                            and (lease_until is null or lease_until < now())
                            and not exists (
                                select 1 from sync.budget p where p.budget = m.budget and p.paused_until > now())
                        """));
    }

    private static MirrorRow toRow(RowView row) {
        return new MirrorRow(
                row.getColumn("repository_id", UUID.class),
                row.getColumn("name", String.class),
                row.getColumn("clone_url", String.class),
                row.getColumn("mode", String.class),
                Optional.ofNullable(row.getColumn("parked", String.class)),
                row.getColumn("requested_version", Long.class) > row.getColumn("done_version", Long.class),
                Optional.of(row)
                        .filter(leased -> leased.getColumn("leased", Boolean.class))
                        .map(MirrorStateStore::toPass),
                row.getColumn("failures", Integer.class),
                Optional.ofNullable(row.getColumn("checked_at", Instant.class)),
                Optional.ofNullable(row.getColumn("failed_at", Instant.class)),
                Optional.ofNullable(row.getColumn("last_error", String.class)),
                Optional.ofNullable(row.getColumn("next_at", Instant.class)),
                List.of(row.getColumn("faults", String[].class)),
                Optional.ofNullable(row.getColumn("moved_to", String.class)),
                Optional.ofNullable(row.getColumn("upstream_key", String.class)));
    }

    private static MirrorRow.Pass toPass(RowView row) {
        boolean requested = row.getColumn("leased_version", Long.class) > row.getColumn("done_version", Long.class);
        return new MirrorRow.Pass(
                row.getColumn("lease_id", UUID.class),
                row.getColumn("started_at", Instant.class),
                requested ? row.getColumn("reason", String.class) : "poll",
                Optional.ofNullable(row.getColumn("progress", String.class)));
    }
}
