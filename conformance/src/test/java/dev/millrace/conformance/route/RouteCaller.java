package dev.millrace.conformance.route;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who sends requests.
 *
 * @param name for messages
 * @param token absent for none
 * @param claims what the token states and responses may therefore repeat
 * @param roles scopes and roles that it has, as {@code @RolesAllowed} names them
 * @param standing what it is to the team that the requests are about
 */
record RouteCaller(String name, Optional<String> token, String claims, Set<String> roles, Standing standing) {

    /** The scopes of a key of a team, which are all that its tokens have. */
    static final List<String> SCOPES = List.of("git:read", "git:write", "repo:write", "org:read", "events:write");

    /** What a caller is to the team. */
    enum Standing {
        /** It has no valid token. */
        UNKNOWN,
        OTHER_TEAM,
        VIEWER,
        /** It may do everything in the team. */
        OWNER
    }

    /** One whose token is not valid, or who has none. */
    static RouteCaller unknown(String name, Optional<String> token, String claims) {
        return new RouteCaller(name, token, claims, Set.of(), Standing.UNKNOWN);
    }

    /** A user with an access token that has everything that the role allows. */
    static RouteCaller user(String team, String role, String token, Standing standing) {
        return new RouteCaller(role + " of " + team, Optional.of(token), team, rolesOf(role), standing);
    }

    /** One with a token for one repository that a key of the team signed. */
    static RouteCaller signed(String team, String repository, String token, Standing standing) {
        return new RouteCaller(
                "a token of %s for %s".formatted(team, repository),
                Optional.of(token),
                team + " " + repository,
                Set.copyOf(SCOPES),
                standing);
    }

    boolean isKnown() {
        return standing != Standing.UNKNOWN;
    }

    /** Whether it may see what belongs to the team. */
    boolean isOfTheTeam() {
        return standing == Standing.VIEWER || standing == Standing.OWNER;
    }

    private static Set<String> rolesOf(String role) {
        List<String> rising = List.of("viewer", "member", "maintainer", "owner");
        int rank = rising.indexOf(role);
        Set<String> roles = new HashSet<>(rising.subList(0, rank + 1));
        roles.addAll(List.of("git:read", "org:read"));
        if (rank >= rising.indexOf("member")) {
            roles.addAll(List.of("git:write", "events:write"));
        }
        if (rank >= rising.indexOf("maintainer")) {
            roles.add("repo:write");
        }
        return Set.copyOf(roles);
    }

    @Override
    public String toString() {
        return name;
    }
}
