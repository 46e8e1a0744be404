package dev.millrace.gateway.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.kit.identity.Role;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GroupRolesTest {

    private static final Map<String, List<GroupRole>> MAPPING = Map.of(
            "developers", List.of(new GroupRole("acme", Role.MEMBER), new GroupRole("tools", Role.VIEWER)),
            "leads", List.of(new GroupRole("acme", Role.OWNER)));

    @Test
    void givesTheHighestRoleInEachTeam() {
        assertThat(GroupRoles.of(MAPPING, Set.of("developers", "leads", "unknown")))
                .containsExactlyInAnyOrderEntriesOf(Map.of("acme", Role.OWNER, "tools", Role.VIEWER));
    }

    @Test
    void givesNothingToOtherGroups() {
        assertThat(GroupRoles.of(MAPPING, Set.of("Developers", "lead"))).isEmpty();
        assertThat(GroupRoles.of(MAPPING, Set.of())).isEmpty();
    }
}
