package dev.millrace.sync.maintenance;

import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.repack.Maintenance;
import dev.millrace.git.repack.MaintenanceReport;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.Callers;
import dev.millrace.kit.identity.Scope;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reports to a team the state of the packs of its repositories, mirrors or not. A team sees only its own repositories. */
@Path("/api/syncs/{repositoryId}/maintenance")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class MaintenanceResource {

    private final Callers callers;
    private final Catalog catalog;
    private final Maintenance maintenance;

    MaintenanceResource(Callers callers, Catalog catalog, Maintenance maintenance) {
        this.callers = callers;
        this.catalog = catalog;
        this.maintenance = maintenance;
    }

    /** Live packs, and the last run that did something. */
    @GET
    public MaintenanceReport one(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @PathParam("repositoryId") String repositoryId) {
        Caller caller = callers.authenticate(authorization);
        caller.require(Scope.ORG_READ);
        StoredRepository repository = catalog.find(parse(repositoryId))
                .filter(found -> found.team().equals(caller.team()))
                .orElseThrow(() -> missing(repositoryId));
        caller.requireRepository(repository.name());
        return maintenance.report(repository.id());
    }

    private static UUID parse(String repositoryId) {
        try {
            return UUID.fromString(repositoryId);
        } catch (IllegalArgumentException e) {
            throw missing(repositoryId);
        }
    }

    private static MillraceException missing(String repositoryId) {
        return MillraceException.notFound("the team has no repository " + repositoryId)
                .withCode("repository_missing");
    }
}
