package dev.millrace.insights.fact;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * How far the facts of each scope have come: a version that grows with every new fact, and the time of the newest event. A
 * scope is a repository's id, or its key at the forge.
 */
@Singleton
final class ProgressStore {

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
    }

    FactsVersion version(Transaction tx, KnownRepository repository) {
        return tx.handle()
                .createQuery("""
                        select coalesce(max(version) filter (where scope = :forgeKey), 0) as forge,
                               coalesce(string_agg(scope || '=' || version, ' ' order by scope)
                                   filter (where scope <> :forgeKey), '') as git,
                               max(data_through) as data_through
                        from insights.progress
                        where scope = :forgeKey or scope in (select id::text from (
                        """ + KnownRepositoryStore.SAME_UPSTREAM + ") as same)")
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
