package dev.millrace.gateway.oidc;

import dev.millrace.kit.identity.Role;

/**
 * What the members of a group are in a team.
 *
 * @param team slug
 * @param role the role there
 */
public record GroupRole(String team, Role role) {

    /**
     * Reads {@code team:role}.
     *
     * @throws IllegalArgumentException naming the text and the rule
     */
    static GroupRole read(String text) {
        String given = text.strip();
        int colon = given.indexOf(':');
        return Role.find(given.substring(colon + 1).strip())
                .filter(role -> colon > 0)
                .map(role -> new GroupRole(given.substring(0, colon).strip(), role))
                .orElseThrow(() -> new IllegalArgumentException(
                        "'%s' must be a team and one of viewer, member, maintainer, owner, such as acme:member"
                                .formatted(given)));
    }
}
