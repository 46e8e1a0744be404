package dev.millrace.pipeline.build;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
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

    /** A page, newest first. 400 for a limit that is no number, or a state or cursor that does not exist. */
    @GET
    public BuildPageBody list(
            @QueryParam("repository") @Nullable String repository,
            @QueryParam("state") @Nullable String state,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("20") String limit) {
        Caller caller = currentCaller.load();
        BuildFilter filter = filter(caller, Optional.ofNullable(repository), Optional.ofNullable(state));
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

    private static BuildFilter filter(Caller caller, Optional<String> repository, Optional<String> state) {
        repository.ifPresent(name -> {
            if (name.indexOf('\0') >= 0) {
                throw MillraceException.badRequest("'repository' must not hold NUL");
            }
            caller.requireRepository(name);
        });
        return new BuildFilter(
                caller.team(),
                repository.or(() -> BuildAccess.onlyRepository(caller)),
                state.map(name -> RunState.find(name)
                        .orElseThrow(() -> MillraceException.badRequest("there is no state '%s'".formatted(name)))));
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
