package dev.millrace.insights.ledger;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Rows of {@code insights.dirty} and {@code insights.recompute}: what is to be derived again. */
@Singleton
final class RecomputeStore {

    /**
     * A history by what identifies it before it has a number.
     *
     * @param team slug
     * @param key see {@link dev.millrace.insights.fact.KnownRepository#historyKey}
     */
    record HistoryName(String team, String key) {}

    /** Turns scopes whose facts changed into histories. A scope of no known repository has none; it becomes dirty with it. */
    int takeDirty(Transaction tx) {
        return tx.handle().createUpdate("""
                        with taken as (
                            delete from insights.dirty returning scope
                        ), scopes as (
                            select distinct scope from taken
                        )
                        insert into insights.recompute (team, history_key)
                        select team, history_key from (
                            select team, coalesce(upstream_key, 'millrace:' || id) as history_key
                            from scopes join insights.repository on upstream_key = scope
                            union
                            select team, coalesce(upstream_key, 'millrace:' || id)
                            from scopes join insights.repository on id::text = scope
                            union
                            select team, coalesce(upstream_key, 'millrace:' || id)
                            from scopes join insights.repository on 'millrace:' || id = scope
                        ) as histories
                        order by 1, 2
                        on conflict do nothing
                        """).execute();
    }

    /** Asks for histories that were derived by other definitions, and for those whose repository is not the team's any more. */
    int takeOutdated(Transaction tx, String definition) {
        return tx.handle().createUpdate("""
                        insert into insights.recompute (team, history_key)
                        select distinct team, history_key from insights.history
                        where definition <> :definition or not exists (
                            select 1 from insights.repository
                            where repository.team = history.team
                              and coalesce(repository.upstream_key, 'millrace:' || repository.id) = history.history_key)
                        order by 1, 2
                        on conflict do nothing
                        """).bind("definition", definition).execute();
    }

    /** Asks for the histories that a version does not have yet. */
    int takeMissing(Transaction tx, String team, int generation) {
        return tx.handle()
                .createUpdate("""
                        insert into insights.recompute (team, history_key)
                        select distinct team, coalesce(upstream_key, 'millrace:' || id) as history_key
                        from insights.repository
                        where team = :team and not exists (
                            select 1 from insights.history
                            where history.team = repository.team and generation = :generation and service = ''
                              and history_key = coalesce(repository.upstream_key, 'millrace:' || repository.id))
                        order by 1, 2
                        on conflict do nothing
                        """)
                .bind("team", team)
                .bind("generation", generation)
                .execute();
    }

    /**
     * Takes the history that waits longest and that no other transaction has taken. The row is gone when this transaction commits;
     * who asks again meanwhile waits until then, so nothing is lost.
     *
     * @param except histories that failed a moment ago
     */
    Optional<HistoryName> claim(Transaction tx, Collection<HistoryName> except) {
        List<String> left = except.stream().map(RecomputeStore::text).toList();
        return tx.handle()
                .createQuery("""
                        delete from insights.recompute where (team, history_key) = (
                            select team, history_key from insights.recompute
                            where not (team || ' ' || history_key = any(:except))
                            order by requested_at, team, history_key limit 1 for update skip locked)
                        returning team, history_key
                        """)
                .bindArray("except", String.class, left)
                .map((row, context) -> new HistoryName(row.getString("team"), row.getString("history_key")))
                .findOne();
    }

    /** How many of the team's histories are not derived from all facts yet. */
    int pending(Transaction tx, String team) {
        return tx.handle()
                .createQuery("""
                        select count(*) from (
                            select history_key from insights.recompute where team = :team
                            union
                            select coalesce(upstream_key, 'millrace:' || id)
                            from insights.repository join insights.dirty
                              on scope in (upstream_key, id::text, 'millrace:' || id)
                            where team = :team) as waiting
                        """)
                .bind("team", team)
                .mapTo(Integer.class)
                .one();
    }

    private static String text(HistoryName name) {
        return name.team() + " " + name.key();
    }
}
