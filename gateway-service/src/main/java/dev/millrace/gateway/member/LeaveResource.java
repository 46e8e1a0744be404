package dev.millrace.gateway.member;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import dev.millrace.kit.identity.Scope;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

/** {@code DELETE /api/user/membership}: the calling user leaves the team that the caller acts for. */
@Path("/api/user/membership")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.VIEWER)
class LeaveResource {

    private final Members members;
    private final CurrentCaller current;

    LeaveResource(Members members, CurrentCaller current) {
        this.members = members;
        this.current = current;
    }

    @DELETE
    public Response leave() {
        Caller caller = current.load();
        caller.require(Scope.TEAM_WRITE);
        UUID user = caller.user()
                .orElseThrow(() -> MillraceException.notFound(
                                "the caller is no user, but a token of a team or of the platform")
                        .withCode("user_missing"));
        return switch (members.remove(caller, caller.team(), user)) {
            case MemberOutcome.Changed changed -> Response.noContent().build();
            case MemberOutcome.LastOwner lastOwner ->
                throw MillraceException.conflict(
                                "you are the only owner of team '%s', which has at least one".formatted(caller.team()))
                        .withCode("last_owner");
            case MemberOutcome.ByGroup byGroup -> throw new IllegalStateException("leaving changes no role");
            case MemberOutcome.NoTeam noTeam -> throw missing(caller);
            case MemberOutcome.NoMember noMember -> throw missing(caller);
        };
    }

    private static MillraceException missing(Caller caller) {
        return MillraceException.notFound("the user is no member of the team '%s'".formatted(caller.team()))
                .withCode("member_missing");
    }
}
