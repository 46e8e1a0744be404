package dev.millrace.githttp.search;

import dev.millrace.githttp.api.ApiBody;
import dev.millrace.githttp.api.ApiQuery;
import dev.millrace.kit.identity.Roles;
import dev.millrace.kit.identity.administrator.AdministratorClient;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Searches in all repositories of a team that the caller reads. */
@Path("/api/search")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class SearchResource {

    private final SearchCalls calls;
    private final RebuildIndex rebuildIndex;
    private final AdministratorClient administrator;
    private final ApiBody bodies;

    SearchResource(SearchCalls calls, RebuildIndex rebuildIndex, AdministratorClient administrator, ApiBody bodies) {
        this.calls = calls;
        this.rebuildIndex = rebuildIndex;
        this.administrator = administrator;
        this.bodies = bodies;
    }

    /**
     * A page of files with lines that match {@code q}, an expression of RE2, or a text with {@code literal}: {@code
     * case_sensitive} (true if absent), {@code repository}, {@code ref}, {@code include}, {@code exclude}, {@code extension},
     * {@code before}, {@code after}, {@code limit} (20, at most 100) and {@code cursor}. 400 if the pattern is too general.
     */
    @GET
    @RolesAllowed(Roles.ORG_READ)
    public SearchPageBody find(@Context RoutingContext request) {
        return calls.search(SearchBody.of(ApiQuery.of(request)));
    }

    /** The same with a body of JSON, as that of a search in one repository. */
    @POST
    @RolesAllowed(Roles.ORG_READ)
    public SearchPageBody search(InputStream body) throws IOException {
        return calls.search(bodies.load(body, SearchBody.class));
    }

    /**
     * Discards the index of a team, which is made anew, with the administrator's token: 200 with the number of repositories;
     * until they are indexed, searches find less.
     *
     * @param team its slug
     */
    @DELETE
    @PermitAll
    @Path("index/{team}")
    public RebuildIndex.RebuiltBody rebuild(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @RestPath String team)
            throws IOException {
        administrator.require(authorization);
        return rebuildIndex.of(team);
    }
}
