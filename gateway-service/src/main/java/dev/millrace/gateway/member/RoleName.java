package dev.millrace.gateway.member;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Role;
import org.jspecify.annotations.Nullable;

/** Reads the role of a request. */
final class RoleName {

    private RoleName() {}

    /** @throws MillraceException 400 if it names none */
    static Role read(@Nullable RoleBody body) {
        if (body == null || body.role() == null) {
            throw MillraceException.badRequest("the body must be JSON with a role");
        }
        String name = body.role();
        return Role.find(name)
                .orElseThrow(() -> MillraceException.badRequest(
                        "role '%s' is none of viewer, member, maintainer, owner".formatted(name)));
    }
}
