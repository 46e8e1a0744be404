package dev.millrace.gateway.team;

import java.time.Instant;

/**
 * A team as the API shows it.
 *
 * @param slug identifies it
 * @param name display name
 * @param createdAt ISO 8601
 */
record TeamBody(String slug, String name, Instant createdAt) {

    static TeamBody of(Team team) {
        return new TeamBody(team.slug(), team.name(), team.createdAt());
    }
}
