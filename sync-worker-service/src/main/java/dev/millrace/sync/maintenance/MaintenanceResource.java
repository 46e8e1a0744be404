package dev.millrace.sync.maintenance;

import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.repack.Maintenance;
import dev.millrace.git.repack.MaintenanceReport;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import dev.millrace.kit.identity.repository.RepositoryAccess;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;

/** Reports to a team the state of the packs of its repositories, mirrors or not. A team sees only its own repositories. */
@Path("/api/syncs/{repositoryId}/maintenance")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class MaintenanceResource {

    private final CurrentCaller currentCaller;
    private final Catalog catalog;
    private final Maintenance maintenance;
    private final RepositoryAccess repositoryAccess;

    MaintenanceResource(
            CurrentCaller currentCaller, Catalog catalog, Maintenance maintenance, RepositoryAccess repositoryAccess) {
        this.currentCaller = currentCaller;
        this.catalog = catalog;
        this.maintenance = maintenance;
        this.repositoryAccess = repositoryAccess;
    }

    /** Live packs, and the last run that did something. */
    @GET
    @RolesAllowed(Roles.ORG_READ)
    public MaintenanceReport one(@PathParam("repositoryId") String repositoryId) {
        Caller caller = currentCaller.load();
        StoredRepository repository = catalog.find(parse(repositoryId))
                .filter(found -> found.team().equals(caller.team()))
                .filter(found -> repositoryAccess.reads(caller, found.team(), found.upstreamKey()))
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
