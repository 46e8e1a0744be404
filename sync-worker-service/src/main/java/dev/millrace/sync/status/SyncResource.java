package dev.millrace.sync.status;

import dev.millrace.git.ref.RetainedCommit;
import dev.millrace.git.settings.FrozenMirror;
import dev.millrace.git.settings.Settings;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import dev.millrace.kit.identity.repository.RepositoryAccess;
import dev.millrace.kit.identity.repository.VisibleRepositories;
import dev.millrace.sync.pass.KeptRefs;
import dev.millrace.sync.queue.MirrorQueue;
import dev.millrace.sync.queue.MirrorRow;
import dev.millrace.sync.queue.MirrorStates;
import dev.millrace.sync.restore.RestoreOutcome;
import dev.millrace.sync.restore.RestoreTip;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reports to a team whether its mirrors are current, and lets it request a sync. A team sees only its own mirrors. */
@Path("/api/syncs")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class SyncResource {

    private static final int LARGEST_PAGE = 1_000;
    private static final int MOST_RUNS = 100;
    private static final int LONGEST_WAIT_SECONDS = 60;
    private static final Pattern COMMIT = Pattern.compile("[0-9a-fA-F]{40}");

    private final CurrentCaller currentCaller;
    private final Database database;
    private final MirrorStates mirrors;
    private final MirrorQueue queue;
    private final KeptRefs keptRefs;
    private final AwaitCommit awaitCommit;
    private final RestoreTip restoreTip;
    private final RepositoryAccess repositoryAccess;
    private final Settings settings;
    private final Clock clock;

    SyncResource(
            CurrentCaller currentCaller,
            Database database,
            MirrorStates mirrors,
            MirrorQueue queue,
            KeptRefs keptRefs,
            AwaitCommit awaitCommit,
            RestoreTip restoreTip,
            RepositoryAccess repositoryAccess,
            Settings settings,
            Clock clock) {
        this.currentCaller = currentCaller;
        this.database = database;
        this.mirrors = mirrors;
        this.queue = queue;
        this.keptRefs = keptRefs;
        this.awaitCommit = awaitCommit;
        this.restoreTip = restoreTip;
        this.repositoryAccess = repositoryAccess;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * The team's mirrors in byte order of their names.
     *
     * @param repository only the one of this name
     * @param after name of the last one of the page before
     * @param limit most to return, 1 to 1,000
     */
    @GET
    @RolesAllowed(Roles.ORG_READ)
    public List<SyncBody> list(
            @QueryParam("repository") @Nullable String repository,
            @QueryParam("after") @DefaultValue("") String after,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        Caller caller = currentCaller.load();
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw MillraceException.badRequest("limit %d is not from 1 to %d".formatted(limit, LARGEST_PAGE));
        }
        List<MirrorRow> page = visible(caller, Optional.ofNullable(repository), after, limit);
        Map<UUID, FrozenMirror> frozen = database.inTransaction(tx ->
                settings.frozen(tx, page.stream().map(MirrorRow::repositoryId).toList()));
        return page.stream()
                .map(row -> SyncBody.of(row, Optional.ofNullable(frozen.get(row.repositoryId())), clock.instant()))
                .toList();
    }

    /**
     * One mirror.
     *
     * @param repositoryId its id, or its name with every {@code /} as {@code %2F}
     * @param wait a commit, 40 hex digits: a sync is requested unless it is here, and the response waits for it; the status
     *     is then 200 if the commit is here, 202 if it is not yet
     * @param timeout how long to wait, seconds, 1 to 60
     */
    @GET
    @RolesAllowed(Roles.ORG_READ)
    @Path("{repositoryId}")
    public Response one(
            @PathParam("repositoryId") String repositoryId,
            @QueryParam("wait") @Nullable String wait,
            @QueryParam("timeout") @DefaultValue("30") int timeout) {
        Caller caller = currentCaller.load();
        MirrorRow mirror = find(caller, repositoryId);
        if (wait == null) {
            return Response.ok(whole(mirror)).build();
        }
        if (!COMMIT.matcher(wait).matches()) {
            throw MillraceException.badRequest("wait '%s' is not 40 hex digits".formatted(wait));
        }
        if (timeout < 1 || timeout > LONGEST_WAIT_SECONDS) {
            throw MillraceException.badRequest(
                    "timeout %d is not from 1 to %d seconds".formatted(timeout, LONGEST_WAIT_SECONDS));
        }
        boolean here =
                awaitCommit.handle(mirror.repositoryId(), wait.toLowerCase(Locale.ROOT), Duration.ofSeconds(timeout));
        return Response.status(here ? Response.Status.OK : Response.Status.ACCEPTED)
                .entity(whole(find(caller, repositoryId)).withAwaited(here))
                .build();
    }

    /**
     * Passes that have ended, newest first: those that were requested, that moved something, or that failed.
     *
     * @param limit most to return, 1 to 100
     */
    @GET
    @RolesAllowed(Roles.ORG_READ)
    @Path("{repositoryId}/runs")
    public List<RunBody> runs(
            @PathParam("repositoryId") String repositoryId, @QueryParam("limit") @DefaultValue("20") int limit) {
        Caller caller = currentCaller.load();
        if (limit < 1 || limit > MOST_RUNS) {
            throw MillraceException.badRequest("limit %d is not from 1 to %d".formatted(limit, MOST_RUNS));
        }
        UUID id = find(caller, repositoryId).repositoryId();
        return database.inTransaction(tx -> mirrors.runs(tx, id, limit)).stream()
                .map(RunBody::of)
                .toList();
    }

    /** What a forced update or a deletion removed and can be restored, newest first. */
    @GET
    @RolesAllowed(Roles.GIT_READ)
    @Path("{repositoryId}/retained")
    public List<RetainedCommit> retained(@PathParam("repositoryId") String repositoryId) {
        Caller caller = currentCaller.load();
        return restoreTip.retained(find(caller, repositoryId).repositoryId());
    }

    /** Restores one of these: 200 with its new ref, 404 if it is not kept, 409 if it cannot be restored there. */
    @POST
    @RolesAllowed(Roles.GIT_WRITE)
    @Path("{repositoryId}/restore")
    @Consumes(MediaType.APPLICATION_JSON)
    public RestoredBody restore(@PathParam("repositoryId") String repositoryId, @Nullable RestoreBody body) {
        Caller caller = currentCaller.load();
        MirrorRow mirror = find(caller, repositoryId);
        if (body == null || body.ref() == null || !body.ref().startsWith("refs/")) {
            throw MillraceException.badRequest("ref must be the full name of the ref that was forced away or deleted");
        }
        RestoreOutcome outcome = restoreTip.handle(
                mirror.repositoryId(),
                body.ref(),
                Optional.ofNullable(body.commit()),
                Optional.ofNullable(body.as()),
                !mirror.mode().equals("PUBLIC"),
                caller.subject().isEmpty() ? caller.team() : caller.subject());
        return switch (outcome) {
            case RestoreOutcome.Restored(String ref, RetainedCommit tip) ->
                new RestoredBody(ref, tip.objectId(), tip.ref());
            case RestoreOutcome.NotRetained(String ref) ->
                throw MillraceException.notFound("nothing that left %s is kept, or not that commit".formatted(ref))
                        .withCode("tip_missing");
            case RestoreOutcome.Refused(String reason) -> throw MillraceException.conflict(reason);
        };
    }

    /** Returns 202: the pass begins soon, {@code lastCheckedAt} shows when it is done. */
    @POST
    @RolesAllowed(Roles.GIT_WRITE)
    @Path("{repositoryId}/requests")
    public Response request(@PathParam("repositoryId") String repositoryId) {
        Caller caller = currentCaller.load();
        MirrorRow mirror = find(caller, repositoryId);
        String reason = caller.subject().isEmpty() ? "requested through the API" : "requested by " + caller.subject();
        database.useTransaction(tx -> queue.request(tx, mirror.repositoryId(), reason));
        return Response.accepted(whole(find(caller, repositoryId))).build();
    }

    private SyncBody whole(MirrorRow mirror) {
        UUID id = mirror.repositoryId();
        return database.inTransaction(tx -> {
            var frozen = Optional.ofNullable(settings.frozen(tx, List.of(id)).get(id));
            return SyncBody.of(mirror, frozen, clock.instant()).withKeptRefs(keptRefs.list(tx, id));
        });
    }

    /** By id, or by name. */
    private MirrorRow find(Caller caller, String repository) {
        MirrorRow row = database.inTransaction(tx -> parse(repository)
                        .map(id -> mirrors.find(tx, caller.team(), id))
                        .orElseGet(() -> mirrors.list(tx, caller.team(), Optional.of(repository), "", 1).stream()
                                .findFirst()))
                .filter(found -> repositoryAccess.reads(caller, caller.team(), idAtForge(found)))
                .orElseThrow(() -> missing(repository));
        caller.requireRepository(row.name());
        return row;
    }

    /** A whole page of what the caller reads, if there is that much. */
    private List<MirrorRow> visible(Caller caller, Optional<String> name, String after, int limit) {
        VisibleRepositories visible = repositoryAccess.visible(caller);
        int size = visible.areAll() ? limit : LARGEST_PAGE;
        List<MirrorRow> page = new ArrayList<>();
        String last = after;
        List<MirrorRow> read;
        do {
            String position = last;
            read = database.inTransaction(tx -> mirrors.list(tx, caller.team(), name, position, size));
            read.stream()
                    .filter(row -> isFor(caller, row) && visible.shows(idAtForge(row)))
                    .limit(limit - page.size())
                    .forEach(page::add);
            last = read.isEmpty() ? last : read.getLast().name();
        } while (!visible.areAll() && page.size() < limit && read.size() == size);
        return page;
    }

    /** As in git-http: what an installation reads, but whose number is unknown, is read by no person whom the forge decides on. */
    private static Optional<String> idAtForge(MirrorRow row) {
        return row.upstreamKey()
                .or(() -> row.mode().equals("GITHUB_APP")
                        ? Optional.of(RepositoryAccess.UNKNOWN_UPSTREAM)
                        : Optional.empty());
    }

    private static boolean isFor(Caller caller, MirrorRow row) {
        return caller.repository()
                .map(name -> name.equals(row.name()) || name.equals("org"))
                .orElse(true);
    }

    private static Optional<UUID> parse(String repository) {
        try {
            return Optional.of(UUID.fromString(repository));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static MillraceException missing(String repositoryId) {
        return MillraceException.notFound("the team has no mirror " + repositoryId)
                .withCode("mirror_missing");
    }
}
