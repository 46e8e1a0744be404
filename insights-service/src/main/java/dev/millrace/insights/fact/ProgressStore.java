package dev.millrace.insights.fact;

import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * How far the facts of each scope have come: a version that grows with every new fact, and the time of the newest event. A
 * scope is a repository's id, its key at the forge, or the key under which its team reports.
 */
@Singleton
final class ProgressStore {

    /** Asks for everything that is derived from the facts of this scope to be derived again, once this transaction commits. */
    void markDirty(Transaction tx, String scope) {
        tx.handle()
                .createUpdate("insert into insights.dirty (scope) values (:scope)")
                .bind("scope", scope)
                .execute();
        Signals.send(tx, FactsChanged.CHANNEL);
    }

    void advance(Transaction tx, String scope, boolean changed, Instant at) {
        tx.handle()
                .createUpdate("""
                        insert into insights.progress as known (scope, version, data_through)
                        values (:scope, :step, :at)
                        on conflict (scope) do update set
                            version = known.version + :step, data_through = greatest(known.data_through, :at)
                        """)
                .bind("scope", scope)
                .bind("step", changed ? 1 : 0)
                .bind("at", FactStore.utc(at))
                .execute();
        if (changed) {
            markDirty(tx, scope);
        }
    }

    FactsVersion version(Transaction tx, KnownRepository repository) {
        return tx.handle()
                .createQuery("""
                        with same as (
                        """ + KnownRepositoryStore.SAME_UPSTREAM + """
                        ), progress as (
                            select scope, version, data_through,
                                   scope = :forgeKey or scope like :ours || ':%' as from_outside
                              from insights.progress
                             where scope = :forgeKey
                                or scope in (select same.id::text from same)
                                or scope in (select :ours || ':' || same.id from same)
                        )
                        select coalesce(sum(version) filter (where from_outside), 0) as forge,
                               coalesce(string_agg(scope || '=' || version, ' ' order by scope)
                                   filter (where not from_outside), '') as git,
                               max(data_through) as data_through
                        from progress
                        """)
                .bind("ours", ForgeRepository.OURS)
                .bind("forgeKey", repository.upstreamKey().orElse(""))
                .bind("team", repository.team())
                .bind("id", repository.id())
                .map((row, context) -> new FactsVersion(
                        row.getLong("forge"),
                        row.getString("git"),
                        Optional.ofNullable(row.getObject("data_through", OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant)))
                .one();
    }
}
