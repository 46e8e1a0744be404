package dev.millrace.gateway.signin;

import dev.millrace.gateway.user.ProviderAccounts;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;

/** {@code /api/users/{userId}/provider-accounts}: accounts of any user at OpenID Connect providers, for administrators. */
@Path("/api/users/{userId}/provider-accounts")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.ADMINISTRATOR)
class UserAccountResource {

    private final ProviderAccounts accounts;
    private final UnlinkAccount unlinkAccount;
    private final CurrentCaller current;

    UserAccountResource(ProviderAccounts accounts, UnlinkAccount unlinkAccount, CurrentCaller current) {
        this.accounts = accounts;
        this.unlinkAccount = unlinkAccount;
        this.current = current;
    }

    @GET
    public List<ProviderAccountBody> list(@RestPath UUID userId) {
        return accounts.list(userId).stream().map(ProviderAccountBody::of).toList();
    }

    /** Ends the link of an account; memberships that came from its groups end, too. */
    @DELETE
    @Path("{accountId}")
    public Response unlink(@RestPath UUID userId, @RestPath UUID accountId) {
        if (!unlinkAccount.handle(current.load(), userId, accountId)) {
            throw MillraceException.notFound("the user %s has no account %s at a provider".formatted(userId, accountId))
                    .withCode("account_missing");
        }
        return Response.noContent().build();
    }
}
