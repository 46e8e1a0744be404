package dev.millrace.gateway.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.Role;
import dev.millrace.kit.identity.Scope;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who is calling, as the API shows it.
 *
 * @param user id of the user; absent for tokens of teams and of the platform
 * @param name name of the user or of the token
 * @param team slug of the team that the caller acts for; absent if for none
 * @param role role in the team
 * @param scopes what the caller may do
 * @param administrator whether the caller administers the platform
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CallerBody(
        @Nullable UUID user,
        String name,
        @Nullable String team,
        @Nullable String role,
        List<String> scopes,
        boolean administrator) {

    static CallerBody of(Caller caller) {
        return new CallerBody(
                caller.user().orElse(null),
                caller.subject(),
                caller.team().equals(Caller.PLATFORM) ? null : caller.team(),
                caller.role().map(Role::wireName).orElse(null),
                caller.scopes().stream().map(Scope::wireName).sorted().toList(),
                caller.administrator());
    }
}
