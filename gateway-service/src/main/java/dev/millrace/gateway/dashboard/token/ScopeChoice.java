package dev.millrace.gateway.dashboard.token;

import dev.millrace.kit.identity.Role;
import dev.millrace.kit.identity.Scope;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * A scope that a person may give to a token.
 *
 * @param name of the scope
 * @param meaning for people
 * @param checked whether the form proposes it
 */
record ScopeChoice(String name, String meaning, boolean checked) {

    /** Those that the role allows, in the order of the scopes. */
    static List<ScopeChoice> of(Role role, Collection<String> proposed) {
        return Arrays.stream(Scope.values())
                .filter(scope -> role.scopes().contains(scope))
                .map(scope -> new ScopeChoice(scope.wireName(), meaning(scope), proposed.contains(scope.wireName())))
                .toList();
    }

    private static String meaning(Scope scope) {
        return switch (scope) {
            case GIT_READ -> "clone, fetch, read repositories";
            case GIT_WRITE -> "push, large files, builds";
            case REPO_WRITE -> "create, change and delete repositories, webhooks";
            case ORG_READ -> "read what belongs to the whole team";
            case EVENTS_WRITE -> "report events";
            case TEAM_WRITE -> "change members, keys and tokens, as far as the role allows";
        };
    }
}
