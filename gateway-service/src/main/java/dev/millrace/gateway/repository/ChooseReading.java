package dev.millrace.gateway.repository;

import dev.millrace.events.access.ReadingChosen.Decider;
import dev.millrace.gateway.audit.AuditLog;
import dev.millrace.gateway.audit.Change;
import dev.millrace.gateway.team.Teams;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** Who decides which repositories of a team a person reads. */
@ApplicationScoped
class ChooseReading {

    private final Database database;
    private final ReadingStore store;
    private final CheckStore checks;
    private final Teams teams;
    private final AuditLog audit;
    private final Outbox outbox;
    private final Clock clock;

    ChooseReading(
            Database database,
            ReadingStore store,
            CheckStore checks,
            Teams teams,
            AuditLog audit,
            Outbox outbox,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.checks = checks;
        this.teams = teams;
        this.audit = audit;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** What the team has chosen; empty if there is no such team. */
    Optional<Decider> find(String team) {
        return teams.exists(team) ? Optional.of(database.inTransaction(tx -> store.find(tx, team))) : Optional.empty();
    }

    /**
     * Chooses, and informs all services. With the forge, its repositories are checked at once; until they are, no person but the
     * owners reads them. Returns false if there is no such team.
     */
    boolean handle(Caller caller, String team, Decider wanted) {
        if (!teams.exists(team)) {
            return false;
        }
        database.useTransaction(tx -> {
            Decider before = store.find(tx, team);
            if (before != wanted) {
                outbox.add(tx, store.save(tx, team, wanted, clock.instant().truncatedTo(ChronoUnit.MICROS)));
                checks.requestOfTeam(tx, team);
                audit.add(
                        tx,
                        caller,
                        Optional.of(team),
                        Change.changed("repository.access.changed", team, word(before), word(wanted)));
            }
        });
        return true;
    }

    /** As people write it. */
    static String word(Decider decider) {
        return decider.name().toLowerCase(Locale.ROOT);
    }
}
