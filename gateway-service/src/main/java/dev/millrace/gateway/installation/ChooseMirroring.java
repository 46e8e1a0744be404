package dev.millrace.gateway.installation;

import dev.millrace.events.access.InstallationLinked.Mirroring;
import dev.millrace.gateway.audit.AuditLog;
import dev.millrace.gateway.audit.Change;
import dev.millrace.gateway.team.Teams;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Optional;

/** Which repositories of its installations a team wants to have mirrored. */
@ApplicationScoped
class ChooseMirroring {

    private final Database database;
    private final MirroringStore store;
    private final Installations installations;
    private final Teams teams;
    private final AuditLog audit;

    ChooseMirroring(Database database, MirroringStore store, Installations installations, Teams teams, AuditLog audit) {
        this.database = database;
        this.store = store;
        this.installations = installations;
        this.teams = teams;
        this.audit = audit;
    }

    /** What the team has chosen; empty if there is no such team. */
    Optional<Mirroring> find(String team) {
        return teams.exists(team) ? Optional.of(database.inTransaction(tx -> store.find(tx, team))) : Optional.empty();
    }

    /** Chooses, and informs all services. Returns false if there is no such team. */
    boolean handle(Caller caller, String team, Mirroring wanted) {
        if (!teams.exists(team)) {
            return false;
        }
        database.useTransaction(tx -> {
            Mirroring before = store.find(tx, team);
            store.save(tx, team, wanted);
            if (before != wanted) {
                audit.add(
                        tx,
                        caller,
                        Optional.of(team),
                        Change.changed("mirroring.changed", team, word(before), word(wanted)));
                installations.announce(tx, team);
            }
        });
        return true;
    }

    /** As people write it. */
    static String word(Mirroring mirroring) {
        return mirroring.name().toLowerCase(Locale.ROOT);
    }
}
