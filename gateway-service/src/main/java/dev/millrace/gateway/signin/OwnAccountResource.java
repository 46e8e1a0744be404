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

/** {@code /api/user/provider-accounts}: accounts of the calling user at OpenID Connect providers. */
@Path("/api/user/provider-accounts")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Roles.VIEWER, Roles.ADMINISTRATOR})
class OwnAccountResource {

    private final ProviderAccounts accounts;
    private final UnlinkAccount unlinkAccount;
    private final FlowCaller flowCaller;
    private final CurrentCaller current;

    OwnAccountResource(
            ProviderAccounts accounts, UnlinkAccount unlinkAccount, FlowCaller flowCaller, CurrentCaller current) {
        this.accounts = accounts;
        this.unlinkAccount = unlinkAccount;
        this.flowCaller = flowCaller;
        this.current = current;
    }

    @GET
    public List<ProviderAccountBody> list() {
        return accounts.list(FlowCaller.user(current.load())).stream()
                .map(ProviderAccountBody::of)
                .toList();
    }

    /** Ends the link of an own account; memberships that came from its groups end, too. */
    @DELETE
    @Path("{accountId}")
    public Response unlink(@RestPath UUID accountId) {
        if (!unlinkAccount.handle(current.load(), flowCaller.linkingUser(), accountId)) {
            throw MillraceException.notFound("the user has no account %s at a provider".formatted(accountId))
                    .withCode("account_missing");
        }
        return Response.noContent().build();
    }
}
