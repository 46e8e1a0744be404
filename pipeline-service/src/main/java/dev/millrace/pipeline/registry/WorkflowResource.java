package dev.millrace.pipeline.registry;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The workflows of the caller's team; scope {@code git:read} or {@code org:read}, to change them {@code git:write}. */
@Path("/api/workflows")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class WorkflowResource {

    private static final int LARGEST_PAGE = 100;

    private final Database database;
    private final ListingStore listing;
    private final ScheduleStore schedules;
    private final SwitchWorkflow switchWorkflow;
    private final WorkflowAccess access;
    private final CurrentCaller currentCaller;

    WorkflowResource(
            Database database,
            ListingStore listing,
            ScheduleStore schedules,
            SwitchWorkflow switchWorkflow,
            WorkflowAccess access,
            CurrentCaller currentCaller) {
        this.database = database;
        this.listing = listing;
        this.schedules = schedules;
        this.switchWorkflow = switchWorkflow;
        this.access = access;
        this.currentCaller = currentCaller;
    }

    /** A page, by name. 400 for a kind, limit or cursor that does not exist. */
    @GET
    @RolesAllowed({Roles.ORG_READ, Roles.GIT_READ})
    public WorkflowPageBody list(
            @QueryParam("repository") @Nullable String repository,
            @QueryParam("kind") @Nullable String kind,
            @QueryParam("name") @Nullable String name,
            @QueryParam("retired") @DefaultValue("false") boolean retired,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("20") String limit) {
        Caller caller = currentCaller.load();
        var filter = new WorkflowFilter(
                caller.team(),
                repository(caller, Optional.ofNullable(repository)),
                Optional.ofNullable(kind).map(WorkflowResource::kind),
                Optional.ofNullable(name).map(text -> withoutNul("name", text)),
                retired,
                access.visible(caller));
        Optional<WorkflowPosition> after = Optional.ofNullable(cursor)
                .map(text -> WorkflowPosition.parse(text).orElseThrow(() -> strangeCursor(text)));
        int size = Math.clamp(number("limit", limit), 1, LARGEST_PAGE);
        List<ListedWorkflow> found = database.inTransaction(tx -> listing.page(tx, filter, after, size + 1));
        List<ListedWorkflow> shown = found.subList(0, Math.min(size, found.size()));
        Optional<String> next = found.size() > size
                ? Optional.of(new WorkflowPosition(
                                shown.getLast().workflow().name(),
                                shown.getLast().workflow().id())
                        .cursor())
                : Optional.empty();
        return new WorkflowPageBody(shown.stream().map(WorkflowBody::of).toList(), next);
    }

    /** One workflow with its schedules. 404 also for those of other teams. */
    @GET
    @Path("/{id}")
    @RolesAllowed({Roles.ORG_READ, Roles.GIT_READ})
    public WorkflowBody show(@PathParam("id") UUID id) {
        Caller caller = currentCaller.load();
        return database.inTransaction(tx -> show(tx, caller, id));
    }

    /** A page of its versions, newest first. */
    @GET
    @Path("/{id}/versions")
    @RolesAllowed({Roles.ORG_READ, Roles.GIT_READ})
    public VersionPageBody versions(
            @PathParam("id") UUID id,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("20") String limit) {
        Caller caller = currentCaller.load();
        Optional<Integer> below = Optional.ofNullable(cursor).map(text -> number("cursor", text));
        int size = Math.clamp(number("limit", limit), 1, LARGEST_PAGE);
        List<PublishedVersion> found = database.inTransaction(tx -> {
            access.load(tx, caller, id);
            return listing.versions(tx, id, below, size + 1);
        });
        List<PublishedVersion> shown = found.subList(0, Math.min(size, found.size()));
        Optional<String> next =
                found.size() > size ? Optional.of(String.valueOf(shown.getLast().number())) : Optional.empty();
        return new VersionPageBody(shown.stream().map(VersionBody::of).toList(), next);
    }

    /** Enables or disables it; a request that changes nothing is answered in the same way. Builds that run are not stopped. */
    @PUT
    @Path("/{id}/enabled")
    @RolesAllowed(Roles.GIT_WRITE)
    public WorkflowBody enable(@PathParam("id") UUID id, @Nullable EnabledBody body) {
        Caller caller = currentCaller.load();
        if (body == null || body.enabled() == null) {
            throw MillraceException.badRequest("'enabled' must be true or false");
        }
        boolean enabled = body.enabled();
        return database.inTransaction(tx -> {
            switchWorkflow.handle(tx, caller, access.load(tx, caller, id).workflow(), enabled);
            return show(tx, caller, id);
        });
    }

    private WorkflowBody show(Transaction tx, Caller caller, UUID id) {
        return WorkflowBody.of(access.load(tx, caller, id), schedules.list(tx, id));
    }

    private static Optional<String> repository(Caller caller, Optional<String> given) {
        given.ifPresent(name -> caller.requireRepository(withoutNul("repository", name)));
        return given.or(() -> WorkflowAccess.onlyRepository(caller));
    }

    private static WorkflowKind kind(String name) {
        return WorkflowKind.find(name)
                .orElseThrow(() -> MillraceException.badRequest("there is no kind '%s'".formatted(name)));
    }

    private static String withoutNul(String parameter, String text) {
        if (text.indexOf('\0') >= 0) {
            throw MillraceException.badRequest("'%s' must not hold NUL".formatted(parameter));
        }
        return text;
    }

    private static int number(String parameter, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw MillraceException.badRequest("'%s' is '%s'; it must be a whole number".formatted(parameter, text));
        }
    }

    private static MillraceException strangeCursor(String cursor) {
        return MillraceException.badRequest("the cursor '%s' is not ours".formatted(cursor));
    }
}
