package dev.millrace.gateway.team;

import dev.millrace.kit.database.Database;
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
    private final Clock clock;

    Teams(Database database, TeamStore store, Clock clock) {
        this.database = database;
        this.store = store;
        this.clock = clock;
    }

    TeamOutcome create(String slug, String name) {
        if (!Team.isSlug(slug)) {
            return new TeamOutcome.Refused(
                    "slug '%s' must be 1 to 39 lower-case letters, digits and inner hyphens".formatted(slug));
        }
        if (name.isBlank() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            return new TeamOutcome.Refused("name must be 1 to %d printable characters".formatted(LONGEST_NAME));
        }
        var team = new Team(slug, name, clock.instant().truncatedTo(ChronoUnit.MICROS));
        return database.inTransaction(tx -> store.add(tx, team))
                ? new TeamOutcome.Created(team)
                : new TeamOutcome.Taken(slug);
    }

    Optional<Team> find(String slug) {
        return database.inTransaction(tx -> store.find(tx, slug));
    }

    List<Team> list() {
        return database.inTransaction(store::list);
    }

    /** Whether there is such a team. Teams are never deleted. */
    public boolean exists(String slug) {
        return find(slug).isPresent();
    }
}
