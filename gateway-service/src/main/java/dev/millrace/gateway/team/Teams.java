package dev.millrace.gateway.team;

import dev.millrace.gateway.audit.AuditLog;
import dev.millrace.gateway.audit.Change;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The existing teams. */
@ApplicationScoped
public class Teams {

    private static final int LONGEST_NAME = 100;

    private final Database database;
    private final TeamStore store;
    private final AuditLog audit;
    private final Clock clock;

    Teams(Database database, TeamStore store, AuditLog audit, Clock clock) {
        this.database = database;
        this.store = store;
        this.audit = audit;
        this.clock = clock;
    }

    TeamOutcome create(Caller caller, String slug, String name) {
        if (!Team.isSlug(slug)) {
            return new TeamOutcome.Refused(
                    "slug '%s' must be 1 to 39 lower-case letters, digits and inner hyphens".formatted(slug));
        }
        if (name.isBlank() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            return new TeamOutcome.Refused("name must be 1 to %d printable characters".formatted(LONGEST_NAME));
        }
        var team = new Team(slug, name, clock.instant().truncatedTo(ChronoUnit.MICROS));
        return database.inTransaction(tx -> {
            if (!store.add(tx, team)) {
                return new TeamOutcome.Taken(slug);
            }
            audit.add(tx, caller, Optional.of(slug), Change.added("team.created", slug, name));
            return new TeamOutcome.Created(team);
        });
    }

    Optional<Team> find(String slug) {
        return database.inTransaction(tx -> store.find(tx, slug));
    }

    /** The teams that the caller may see. */
    List<Team> list(Caller caller) {
        return caller.administrator()
                ? database.inTransaction(store::list)
                : find(caller.team()).stream().toList();
    }

    /** Whether there is such a team. Teams are never deleted. */
    public boolean exists(String slug) {
        return find(slug).isPresent();
    }
}
