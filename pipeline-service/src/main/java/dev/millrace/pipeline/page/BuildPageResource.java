package dev.millrace.pipeline.page;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.pipeline.artifact.ArtifactResponses;
import dev.millrace.pipeline.artifact.Artifacts;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.build.JobRow;
import dev.millrace.pipeline.build.ShowBuild;
import dev.millrace.pipeline.log.LogQuery;
import dev.millrace.pipeline.log.LogResponses;
import dev.millrace.pipeline.log.LogWindow;
import dev.millrace.pipeline.log.ReadWindow;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The pages of builds, for members of the team and for readers with a link of {@link BuildLinks}. */
@Path("/builds")
@RunOnVirtualThread
@PermitAll
class BuildPageResource {

    private final Database database;
    private final Builds builds;
    private final ShowBuild showBuild;
    private final OpenBuild openBuild;
    private final ReadWindow readWindow;
    private final LogResponses logs;
    private final Artifacts artifacts;
    private final ArtifactResponses archives;
    private final PageResponses pages;
    private final CurrentCaller currentCaller;

    BuildPageResource(
            Database database,
            Builds builds,
            ShowBuild showBuild,
            OpenBuild openBuild,
            ReadWindow readWindow,
            LogResponses logs,
            Artifacts artifacts,
            ArtifactResponses archives,
            PageResponses pages,
            CurrentCaller currentCaller) {
        this.database = database;
        this.builds = builds;
        this.showBuild = showBuild;
        this.openBuild = openBuild;
        this.readWindow = readWindow;
        this.logs = logs;
        this.artifacts = artifacts;
        this.archives = archives;
        this.pages = pages;
        this.currentCaller = currentCaller;
    }

    /** A build with its jobs. 401 without a session, 403 for a key that does not open it, 404 for a build of another team. */
    @GET
    @Path("/{id}")
    public Response build(@PathParam("id") String id, @QueryParam("key") @Nullable String key) {
        return visit(id, key, (granted, links) -> pages.build(view(granted)));
    }

    /**
     * A job with the end of its log, or what comes after byte {@code from}. Refuses as the page of the build does, and with 404 if
     * the build has no such job.
     */
    @GET
    @Path("/{id}/jobs/{position}")
    public Response job(
            @PathParam("id") String id,
            @PathParam("position") String position,
            @QueryParam("key") @Nullable String key,
            @QueryParam("from") @Nullable String from) {
        return visit(
                id,
                key,
                (granted, links) -> job(granted, position)
                        .map(job -> pages.job(view(granted), JobView.of(job, window(job, from), links), links))
                        .orElseGet(() -> pages.refused(granted)));
    }

    /** The log of a job, as {@code /api/builds/{id}/jobs/{job}/log} returns it. Refuses as the page of the job does. */
    @GET
    @Path("/{id}/jobs/{position}/log")
    public Response log(
            @PathParam("id") String id,
            @PathParam("position") String position,
            @QueryParam("key") @Nullable String key,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("format") @Nullable String format,
            @QueryParam("download") @Nullable String download,
            @Context HttpHeaders headers,
            @Context RoutingContext context) {
        var query = new LogQuery(from, to, format, download);
        return visit(
                id,
                key,
                (granted, links) -> job(granted, position)
                        .map(job -> logs.respond(job, query, headers, context))
                        .orElseGet(() -> pages.refused(granted)));
    }

    /** An artifact of a job, as {@code /api/builds/{id}/jobs/{job}/artifacts/{name}} returns it. Refuses as the page of the job does. */
    @GET
    @Path("/{id}/jobs/{position}/artifacts/{name}")
    public Response artifact(
            @PathParam("id") String id,
            @PathParam("position") String position,
            @PathParam("name") String name,
            @QueryParam("key") @Nullable String key,
            @Context HttpHeaders headers,
            @Context RoutingContext context) {
        return visit(
                id,
                key,
                (granted, links) -> job(granted, position)
                        .map(job -> archives.respond(job, name, headers, context))
                        .orElseGet(() -> pages.refused(granted)));
    }

    private Response visit(String id, @Nullable String key, BiFunction<Visit.Granted, PageLinks, Response> page) {
        Visit visit = openBuild.open(id(id), Optional.ofNullable(key), this::caller);
        return visit instanceof Visit.Granted granted
                ? page.apply(granted, new PageLinks(granted.build().id(), granted.key()))
                : pages.refused(visit);
    }

    private Optional<Caller> caller() {
        try {
            return Optional.of(currentCaller.load());
        } catch (MillraceException e) {
            if (e.status() == 401) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private BuildView view(Visit.Granted granted) {
        return database.inTransaction(tx -> BuildView.of(
                showBuild.show(tx, granted.build()),
                artifacts.ofBuild(tx, granted.build().id()),
                granted.key()));
    }

    private Optional<JobRow> job(Visit.Granted granted, String position) {
        return database.inTransaction(tx -> builds.jobs(tx, granted.build().id())).stream()
                .filter(job -> String.valueOf(job.position()).equals(position))
                .findFirst();
    }

    private Optional<LogWindow> window(JobRow job, @Nullable String from) {
        try {
            return readWindow.read(job, offset(from));
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the log of build %s job %d cannot be read".formatted(job.ranIn(), job.position()), e);
        }
    }

    /** What is no offset shows the end of the log. */
    private static OptionalLong offset(@Nullable String from) {
        return from != null && from.matches("[0-9]{1,15}")
                ? OptionalLong.of(Long.parseLong(from))
                : OptionalLong.empty();
    }

    private static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
