package dev.millrace.pipeline.build;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import dev.millrace.pipeline.workflow.DefinitionJson;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The builds of the caller's team; scope {@code git:read} or {@code org:read}. */
@Path("/api/builds")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Roles.ORG_READ, Roles.GIT_READ})
class BuildResource {

    private static final int LARGEST_PAGE = 100;

    private final Database database;
    private final BuildStore store;
    private final BuildAccess access;
    private final ShowBuild showBuild;
    private final CurrentCaller currentCaller;

    BuildResource(
            Database database, BuildStore store, BuildAccess access, ShowBuild showBuild, CurrentCaller currentCaller) {
        this.database = database;
        this.store = store;
        this.access = access;
        this.showBuild = showBuild;
        this.currentCaller = currentCaller;
    }

    /** A page, newest first. 400 for a limit that is no number, or a filter or cursor that cannot be read. */
    @GET
    public BuildPageBody list(
            @BeanParam RequestedFilter requested,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("20") String limit) {
        Caller caller = currentCaller.load();
        BuildFilter filter = requested.filter(caller, access.visible(caller));
        Optional<PagePosition> after = Optional.ofNullable(cursor).map(BuildResource::position);
        int size = Math.clamp(number(limit), 1, LARGEST_PAGE);
        List<BuildRow> found = database.inTransaction(tx -> store.page(tx, filter, after, size + 1));
        return page(found, size);
    }

    /** One build with its attempts and jobs. 404 also for builds of other teams. */
    @GET
    @Path("/{id}")
    public BuildBody show(@PathParam("id") UUID id) {
        Caller caller = currentCaller.load();
        return database.inTransaction(tx -> showBuild.show(tx, access.load(tx, caller, id)));
    }

    /** The pipeline that the build executes, as it was when the build was queued. */
    @GET
    @Path("/{id}/definition")
    public Response definition(@PathParam("id") UUID id) {
        Caller caller = currentCaller.load();
        BuildRow build = database.inTransaction(tx -> access.load(tx, caller, id));
        return Response.ok(DefinitionJson.write(build.pipeline())).build();
    }

    private static int number(String limit) {
        try {
            return Integer.parseInt(limit);
        } catch (NumberFormatException e) {
            throw MillraceException.badRequest("'limit' is '%s'; it must be a whole number".formatted(limit));
        }
    }

    private static PagePosition position(String cursor) {
        return PagePosition.parse(cursor)
                .orElseThrow(() -> MillraceException.badRequest("the cursor '%s' is not ours".formatted(cursor)));
    }

    private static BuildPageBody page(List<BuildRow> found, int size) {
        List<BuildRow> shown = found.subList(0, Math.min(size, found.size()));
        Optional<String> next = found.size() > size
                ? Optional.of(PagePosition.of(shown.getLast()).cursor())
                : Optional.empty();
        return new BuildPageBody(shown.stream().map(BuildBody::of).toList(), next);
    }
}
