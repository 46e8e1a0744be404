package dev.millrace.gateway.installation;

import dev.millrace.events.access.InstallationLinked.Mirroring;
import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;

/** Rows of {@code gateway.team_mirroring}: teams that have chosen. */
@ApplicationScoped
class MirroringStore {

    /** What the team has chosen; all if it has not. */
    Mirroring find(Transaction tx, String team) {
        return tx.handle()
                .createQuery("select mirroring from gateway.team_mirroring where team = :team")
                .bind("team", team)
                .mapTo(String.class)
                .findOne()
                .map(Mirroring::valueOf)
                .orElse(Mirroring.ALL);
    }

    /** Records a choice; another one of the same team waits until the transaction ends. */
    void save(Transaction tx, String team, Mirroring mirroring) {
        tx.handle()
                .createUpdate("""
                        insert into gateway.team_mirroring (team, mirroring) values (:team, :mirroring)
                        on conflict (team) do update set mirroring = excluded.mirroring
                        """)
                .bind("team", team)
                .bind("mirroring", mirroring.name())
                .execute();
    }
}
