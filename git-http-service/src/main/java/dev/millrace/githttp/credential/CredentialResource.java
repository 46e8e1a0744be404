package dev.millrace.githttp.credential;

import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Credentials by the older routes, which newer clients also use when they know only a credential's id. */
@Path("/api/v1/repos/git-credentials")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class CredentialResource {

    private final CredentialCalls calls;

    CredentialResource(CredentialCalls calls) {
        this.calls = calls;
    }

    /** Stores a credential: 201, 409 if the repository has one, 412 if it has no upstream that accepts one. */
    @POST
    @RolesAllowed(Roles.REPO_WRITE)
    @ResponseStatus(201)
    public CredentialBody create(@Nullable String body) {
        return calls.create(Optional.empty(), body);
    }

    /** Replaces a credential. */
    @PUT
    @RolesAllowed(Roles.REPO_WRITE)
    public CredentialBody rotate(@Nullable String body) {
        return calls.rotate(Optional.empty(), Optional.empty(), body);
    }

    /** Deletes a credential. */
    @DELETE
    @RolesAllowed(Roles.REPO_WRITE)
    public void delete(@Nullable String body) {
        calls.delete(Optional.empty(), Optional.empty(), body);
    }
}
