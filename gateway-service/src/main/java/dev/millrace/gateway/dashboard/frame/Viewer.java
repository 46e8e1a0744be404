package dev.millrace.gateway.dashboard.frame;

import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.Role;
import dev.millrace.kit.identity.Scope;
import java.util.Optional;
import java.util.UUID;

/**
 * Who looks at a page. What this person may not do is not shown; the API refuses it anyway.
 *
 * @param user id of the user; empty for tokens of teams and the administrator's token
 * @param name name of the user or of the token
 * @param team slug of the team that the pages show; empty if none was chosen
 * @param role in the team; empty if the scopes do not allow to use one
 * @param administrator whether the person administers the platform
 */
public record Viewer(
        Optional<UUID> user, String name, Optional<String> team, Optional<Role> role, boolean administrator) {

    static Viewer of(Caller caller) {
        boolean acts = !caller.team().equals(Caller.PLATFORM);
        return new Viewer(
                caller.user(),
                caller.subject(),
                acts ? Optional.of(caller.team()) : Optional.empty(),
                caller.role().filter(role -> role == Role.VIEWER || caller.has(Scope.TEAM_WRITE)),
                caller.administrator());
    }

    /** Slug of the team, for templates of pages that need one; empty text if there is none. */
    public String slug() {
        return team.orElse("");
    }

    public boolean isInTeam() {
        return team.isPresent();
    }

    /** Whether it is a person, not a token. */
    public boolean isPerson() {
        return user.isPresent();
    }

    public boolean isMember() {
        return has(Role.MEMBER);
    }

    public boolean isMaintainer() {
        return has(Role.MAINTAINER);
    }

    public boolean isOwner() {
        return has(Role.OWNER);
    }

    public boolean isAdministrator() {
        return administrator;
    }

    /** What the person is here, in a word: the role in the team, or {@code administrator}. */
    public String standing() {
        return role.map(Role::wireName).orElse(administrator ? "administrator" : "token");
    }

    /** One or two letters for the place of a picture. */
    public String initials() {
        return Initials.of(name);
    }

    private boolean has(Role needed) {
        return role.filter(own -> own.includes(needed)).isPresent();
    }
}
