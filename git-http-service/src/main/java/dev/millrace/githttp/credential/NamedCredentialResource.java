package dev.millrace.githttp.credential;

import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Credentials by the newer routes: the path names repository and credential. */
@Path("/api/repos/{repo}/git-credentials")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class NamedCredentialResource {

    private final CredentialCalls calls;

    NamedCredentialResource(CredentialCalls calls) {
        this.calls = calls;
    }

    /** Stores a credential: 201, 409 if the repository has one, 412 if it has no upstream that accepts one. */
    @POST
    @RolesAllowed(Roles.REPO_WRITE)
    @ResponseStatus(201)
    public CredentialBody create(@PathParam("repo") String repo, @Nullable String body) {
        return calls.create(Optional.of(repo), body);
    }

    /** Replaces a credential. */
    @PUT
    @RolesAllowed(Roles.REPO_WRITE)
    @Path("{id}")
    public CredentialBody rotate(@PathParam("repo") String repo, @PathParam("id") String id, @Nullable String body) {
        return calls.rotate(Optional.of(repo), Optional.of(id), body);
    }

    /** Deletes a credential. */
    @DELETE
    @RolesAllowed(Roles.REPO_WRITE)
    @Path("{id}")
    public void delete(@PathParam("repo") String repo, @PathParam("id") String id) {
        calls.delete(Optional.of(repo), Optional.of(id), null);
    }
}
