package dev.millrace.gateway.user;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** {@code /api/users}: the users and their accounts at forges, for administrators. */
@Path("/api/users")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.ADMINISTRATOR)
class UserResource {

    private static final UUID FIRST = new UUID(0, 0);
    private static final int USUAL = 50;
    private static final int MOST = 200;

    private final Users users;
    private final LinkIdentity linkIdentity;
    private final CurrentCaller current;

    UserResource(Users users, LinkIdentity linkIdentity, CurrentCaller current) {
        this.users = users;
        this.linkIdentity = linkIdentity;
        this.current = current;
    }

    /** In the order of their ids; {@code after} is the id of the last one of the page before. */
    @GET
    public List<UserBody> list(@RestQuery @Nullable UUID after, @RestQuery @Nullable Integer limit) {
        int most = limit == null ? USUAL : limit;
        if (most < 1 || most > MOST) {
            throw MillraceException.badRequest("limit %d must be 1 to %d".formatted(most, MOST));
        }
        return users.list(after == null ? FIRST : after, most).stream()
                .map(user -> UserBody.of(user, List.of()))
                .toList();
    }

    @GET
    @Path("{userId}")
    public UserBody show(@RestPath UUID userId) {
        return users.profile(userId)
                .map(profile -> UserBody.of(profile.user(), profile.identities()))
                .orElseThrow(() -> missing(userId));
    }

    /** Makes the user an administrator. */
    @PUT
    @Path("{userId}/administrator")
    public UserBody promote(@RestPath UUID userId) {
        return changeAdministrator(userId, true);
    }

    @DELETE
    @Path("{userId}/administrator")
    public UserBody demote(@RestPath UUID userId) {
        return changeAdministrator(userId, false);
    }

    /** Links an account for which the administrator vouches; linking again updates the login. */
    @PUT
    @Path("{userId}/identities/{instance}/{accountId}")
    public IdentityBody link(
            @RestPath UUID userId,
            @RestPath String instance,
            @RestPath String accountId,
            @Nullable NewIdentityBody body) {
        if (body == null || body.login() == null) {
            throw MillraceException.badRequest("the body must be JSON with a login");
        }
        return switch (linkIdentity.handle(current.load(), userId, instance, accountId, body.login())) {
            case IdentityOutcome.Linked(Identity identity) -> IdentityBody.of(identity);
            case IdentityOutcome.NoUser noUser -> throw missing(userId);
            case IdentityOutcome.Taken taken ->
                throw MillraceException.conflict(
                                "the account %s of %s belongs to another user".formatted(accountId, instance))
                        .withCode("identity_taken");
            case IdentityOutcome.HasOther(Identity other) ->
                throw MillraceException.conflict(
                                "the user has the account %s of %s already; a user has one at each forge"
                                        .formatted(other.accountId(), instance))
                        .withCode("identity_exists");
            case IdentityOutcome.Refused(String reason) -> throw MillraceException.badRequest(reason);
        };
    }

    @DELETE
    @Path("{userId}/identities/{instance}/{accountId}")
    public Response unlink(@RestPath UUID userId, @RestPath String instance, @RestPath String accountId) {
        if (!linkIdentity.unlink(current.load(), userId, instance, accountId)) {
            throw MillraceException.notFound("the user has no account %s of %s".formatted(accountId, instance))
                    .withCode("identity_missing");
        }
        return Response.noContent().build();
    }

    private UserBody changeAdministrator(UUID userId, boolean to) {
        return users.changeAdministrator(current.load(), userId, to)
                .map(user -> UserBody.of(user, List.of()))
                .orElseThrow(() -> missing(userId));
    }

    private static MillraceException missing(UUID id) {
        return MillraceException.notFound("there is no user %s".formatted(id)).withCode("user_unknown");
    }
}
