package dev.millrace.gateway.repository;

import dev.millrace.events.EventIds;
import dev.millrace.events.access.ReadingChosen;
import dev.millrace.events.access.ReadingChosen.Decider;
import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** Rows of {@code gateway.team_reading}: teams that have chosen who decides. */
@ApplicationScoped
class ReadingStore {

    /** Who decides for the team: itself if it has not chosen. */
    Decider find(Transaction tx, String team) {
        return tx.handle()
                .createQuery("select decider from gateway.team_reading where team = :team")
                .bind("team", team)
                .mapTo(String.class)
                .findOne()
                .map(Decider::valueOf)
                .orElse(Decider.TEAM);
    }

    /**
     * Records a choice; another one of the same team waits until the transaction ends.
     *
     * @param at by our clock; a choice is never older than the one before
     */
    ReadingChosen save(Transaction tx, String team, Decider decider, Instant at) {
        OffsetDateTime changedAt = tx.handle()
                .createQuery("""
                        insert into gateway.team_reading as known (team, decider, changed_at)
                        values (:team, :decider, :at)
                        on conflict (team) do update
                           set decider = excluded.decider,
                               changed_at = greatest(excluded.changed_at, known.changed_at + interval '1 microsecond')
                        returning changed_at
                        """)
                .bind("team", team)
                .bind("decider", decider.name())
                .bind("at", at.atOffset(ZoneOffset.UTC))
                .mapTo(OffsetDateTime.class)
                .one();
        return event(team, decider, changedAt.toInstant());
    }

    /** Every choice; none of them can be changed until the transaction ends. */
    List<ReadingChosen> lockAll(Transaction tx) {
        return tx.handle()
                .createQuery("select team, decider, changed_at from gateway.team_reading order by team for update")
                .map((row, context) -> event(
                        row.getString("team"),
                        Decider.valueOf(row.getString("decider")),
                        row.getObject("changed_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    private static ReadingChosen event(String team, Decider decider, Instant at) {
        return new ReadingChosen(EventIds.of("access.reading", team, at), team, decider, at);
    }
}
