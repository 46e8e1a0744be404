package dev.millrace.sync.sync;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.Callers;
import dev.millrace.kit.identity.Scope;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tells a team whether its mirrors are current, and lets it wish for a sync. Nobody sees another team's mirrors. */
@Path("/api/syncs")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class SyncResource {

    private static final int LARGEST_PAGE = 1_000;

    private final Callers callers;
    private final Database database;
    private final MirrorStore mirrors;
    private final MirrorQueue queue;

    SyncResource(Callers callers, Database database, MirrorStore mirrors, MirrorQueue queue) {
        this.callers = callers;
        this.database = database;
        this.mirrors = mirrors;
        this.queue = queue;
    }

    /**
     * The team's mirrors in byte order of their names.
     *
     * @param repository only the one of this name
     * @param after name of the last one of the page before
     * @param limit most to return, 1 to 1,000
     */
    @GET
    public List<SyncBody> list(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @QueryParam("repository") @Nullable String repository,
            @QueryParam("after") @DefaultValue("") String after,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        Caller caller = callers.authenticate(authorization);
        caller.require(Scope.ORG_READ);
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw MillraceException.badRequest("limit %d is not from 1 to %d".formatted(limit, LARGEST_PAGE));
        }
        return database
                .inTransaction(tx -> mirrors.list(tx, caller.team(), Optional.ofNullable(repository), after, limit))
                .stream()
                .filter(row -> isFor(caller, row))
                .map(SyncBody::of)
                .toList();
    }

    @GET
    @Path("{repositoryId}")
    public SyncBody one(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @PathParam("repositoryId") String repositoryId) {
        Caller caller = callers.authenticate(authorization);
        caller.require(Scope.ORG_READ);
        return SyncBody.of(find(caller, repositoryId));
    }

    /** Answers 202: the pass begins soon, {@code lastCheckedAt} shows when it is done. */
    @POST
    @Path("{repositoryId}/requests")
    public Response request(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @PathParam("repositoryId") String repositoryId) {
        Caller caller = callers.authenticate(authorization);
        caller.require(Scope.GIT_WRITE);
        MirrorRow mirror = find(caller, repositoryId);
        String reason = caller.subject().isEmpty() ? "asked through the API" : "asked by " + caller.subject();
        database.useTransaction(tx -> queue.request(tx, mirror.repositoryId(), reason));
        return Response.accepted(SyncBody.of(find(caller, repositoryId))).build();
    }

    private MirrorRow find(Caller caller, String repositoryId) {
        UUID id = parse(repositoryId);
        MirrorRow row = database.inTransaction(tx -> mirrors.find(tx, caller.team(), id))
                .orElseThrow(() -> missing(repositoryId));
        caller.requireRepository(row.name());
        return row;
    }

    private static boolean isFor(Caller caller, MirrorRow row) {
        return caller.repository()
                .map(name -> name.equals(row.name()) || name.equals("org"))
                .orElse(true);
    }

    private static UUID parse(String repositoryId) {
        try {
            return UUID.fromString(repositoryId);
        } catch (IllegalArgumentException e) {
            throw missing(repositoryId);
        }
    }

    private static MillraceException missing(String repositoryId) {
        return MillraceException.notFound("the team has no mirror " + repositoryId)
                .withCode("mirror_missing");
    }
}
