package dev.millrace.gateway.user;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import dev.millrace.kit.identity.Scope;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;

/** {@code /api/user}: the user who is calling. */
@Path("/api/user")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Roles.VIEWER, Roles.ADMINISTRATOR})
class OwnUserResource {

    private final Users users;
    private final LinkIdentity linkIdentity;
    private final CurrentCaller current;

    OwnUserResource(Users users, LinkIdentity linkIdentity, CurrentCaller current) {
        this.users = users;
        this.linkIdentity = linkIdentity;
        this.current = current;
    }

    @GET
    public UserBody show() {
        return users.profile(user(current.load()))
                .map(profile -> UserBody.of(profile.user(), profile.identities()))
                .orElseThrow(OwnUserResource::noUser);
    }

    /** Ends the link of an own account. */
    @DELETE
    @Path("identities/{instance}/{accountId}")
    public Response unlink(@RestPath String instance, @RestPath String accountId) {
        Caller caller = current.load();
        if (!caller.administrator()) {
            caller.require(Scope.TEAM_WRITE);
        }
        if (!linkIdentity.unlink(caller, user(caller), instance, accountId)) {
            throw MillraceException.notFound("the user has no account %s of %s".formatted(accountId, instance))
                    .withCode("identity_missing");
        }
        return Response.noContent().build();
    }

    private static UUID user(Caller caller) {
        return caller.user().orElseThrow(OwnUserResource::noUser);
    }

    private static MillraceException noUser() {
        return MillraceException.notFound("the caller is no user, but a token of a team or of the platform")
                .withCode("user_missing");
    }
}
