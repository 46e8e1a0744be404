package dev.millrace.kit.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallerTest {

    @Test
    void hasTheRolesBelowItsOwn() {
        assertThat(caller(Role.MAINTAINER, Role.MAINTAINER.scopes()).roles())
                .contains(Roles.VIEWER, Roles.MEMBER, Roles.MAINTAINER, Roles.GIT_WRITE, Roles.REPO_WRITE)
                .doesNotContain(Roles.OWNER, Roles.ADMINISTRATOR);
    }

    @Test
    void hasNoRoleThatItsScopesDoNotInclude() {
        assertThat(caller(Role.OWNER, Set.of(Scope.GIT_READ)).roles()).containsExactly(Roles.GIT_READ);
        assertThat(caller(Role.OWNER, Set.of(Scope.ORG_READ)).roles())
                .containsExactlyInAnyOrder(Roles.ORG_READ, Roles.VIEWER);
    }

    @Test
    void hasNoRoleThroughAKeyOfItsTeamButToRead() {
        var caller = new Caller("acme", "", Optional.of("org"), Set.of(Scope.values()), List.of(), Instant.MAX);

        assertThat(caller.roles())
                .contains(Roles.VIEWER)
                .doesNotContain(Roles.MEMBER, Roles.MAINTAINER, Roles.OWNER, Roles.ADMINISTRATOR);
    }

    @Test
    void readsNothingOfTheTeamWithATokenForOneRepository() {
        var caller = new Caller("acme", "", Optional.of("acme/notes"), Set.of(Scope.ORG_READ), List.of(), Instant.MAX);

        assertThat(caller.roles()).doesNotContain(Roles.VIEWER);
    }

    @Test
    void givesAViewerNoScopeThatWrites() {
        assertThat(Role.VIEWER.scopes()).doesNotContain(Scope.GIT_WRITE, Scope.REPO_WRITE);
        assertThat(Role.MEMBER.scopes()).contains(Scope.GIT_WRITE).doesNotContain(Scope.REPO_WRITE);
    }

    private static Caller caller(Role role, Set<Scope> scopes) {
        return new Caller(
                "acme",
                "mona",
                Optional.empty(),
                Optional.of(role),
                false,
                Optional.empty(),
                scopes,
                List.of(),
                Instant.MAX);
    }
}
