package dev.millrace.kit.identity;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a person, or an access token, may do in a team. In rising order: each role includes those before it. */
public enum Role {
    /** reads what belongs to the team */
    VIEWER,
    /** pushes and reports events, too */
    MEMBER,
    /** creates, changes and deletes repositories, too, and invites people */
    MAINTAINER,
    /** decides on members, keys and access tokens of the team, too */
    OWNER;

    /** Name in records, in the API and in {@code @RolesAllowed}, for example {@code owner}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it is this role or one that includes it. */
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /** The scopes that an access token of this role may have. */
    public Set<Scope> scopes() {
        Set<Scope> scopes = EnumSet.of(Scope.GIT_READ, Scope.ORG_READ, Scope.TEAM_WRITE);
        if (includes(MEMBER)) {
            scopes.add(Scope.GIT_WRITE);
            scopes.add(Scope.EVENTS_WRITE);
        }
        if (includes(MAINTAINER)) {
            scopes.add(Scope.REPO_WRITE);
        }
        return scopes;
    }

    /** The role of this name; empty if there is none. */
    public static Optional<Role> find(String wireName) {
        return Arrays.stream(values())
                .filter(role -> role.wireName().equals(wireName))
                .findFirst();
    }
}
