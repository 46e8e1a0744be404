package dev.millrace.kit.identity;

import java.util.Arrays;
import java.util.Optional;

/** What a token allows. */
public enum Scope {
    /** clone, fetch, read API */
    GIT_READ(Roles.GIT_READ),
    /** push, write API; includes reading */
    GIT_WRITE(Roles.GIT_WRITE),
    /** create and delete repositories */
    REPO_WRITE(Roles.REPO_WRITE),
    /** list and read what belongs to the whole team */
    ORG_READ(Roles.ORG_READ),
    /** report deployments, changes and other events of the team */
    EVENTS_WRITE(Roles.EVENTS_WRITE),
    /** change what the gateway stores for the team, as far as the role allows: members, keys, access tokens */
    TEAM_WRITE(Roles.TEAM_WRITE);

    private final String wireName;

    Scope(String wireName) {
        this.wireName = wireName;
    }

    /** Name in a token's {@code scopes}. */
    public String wireName() {
        return wireName;
    }

    /** The scope of this name; empty if there is none. */
    public static Optional<Scope> find(String wireName) {
        return Arrays.stream(values())
                .filter(scope -> scope.wireName.equals(wireName))
                .findFirst();
    }
}
