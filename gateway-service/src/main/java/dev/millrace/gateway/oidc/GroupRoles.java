package dev.millrace.gateway.oidc;

import dev.millrace.kit.identity.Role;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/** Which roles the groups of a person map to. */
public final class GroupRoles {

    private GroupRoles() {}

    /**
     * The highest role in each team, by slug.
     *
     * @param mapping of the settings, by group
     */
    public static Map<String, Role> of(Map<String, List<GroupRole>> mapping, Set<String> groups) {
        var roles = new TreeMap<String, Role>();
        mapping.forEach((group, given) -> {
            if (groups.contains(group)) {
                given.forEach(each -> roles.merge(each.team(), each.role(), BinaryOperator.maxBy(Role::compareTo)));
            }
        });
        return roles;
    }
}
