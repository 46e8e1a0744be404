package dev.millrace.gateway.dashboard.build;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.gateway.dashboard.frame.ApiBodies;
import dev.millrace.gateway.dashboard.frame.Done;
import dev.millrace.gateway.dashboard.frame.Form;
import dev.millrace.gateway.dashboard.frame.LocalPath;
import dev.millrace.gateway.dashboard.frame.PageResponses;
import dev.millrace.gateway.dashboard.frame.QueryValues;
import dev.millrace.gateway.dashboard.frame.Reply;
import dev.millrace.gateway.dashboard.frame.Section;
import dev.millrace.gateway.dashboard.frame.Services;
import dev.millrace.kit.identity.Roles;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** {@code /ui/builds}: the builds of the team, and each of them with its jobs while it runs. */
@Path("/ui/builds")
@RolesAllowed(Roles.VIEWER)
@RunOnVirtualThread
class BuildPageResource {

    private static final String LIST = "/ui/builds";
    private static final int ON_A_PAGE = 30;

    private final Template builds;
    private final Template build;
    private final Template buildJobs;
    private final Services services;
    private final ApiBodies bodies;
    private final PageResponses pages;

    BuildPageResource(
            @Location("ui/builds") Template builds,
            @Location("ui/build") Template build,
            @Location("ui/build-jobs") Template buildJobs,
            Services services,
            ApiBodies bodies,
            PageResponses pages) {
        this.builds = builds;
        this.build = build;
        this.buildJobs = buildJobs;
        this.services = services;
        this.bodies = bodies;
        this.pages = pages;
    }

    /** A page of builds, newest first, with the filters of the API. */
    @GET
    public Response list(@Context UriInfo uri) {
        Map<String, String> given = QueryValues.of(uri.getQueryParameters());
        BuildFilter filter = BuildFilter.of(BuildFilter.OF_BUILDS, given);
        String cursor = given.getOrDefault("cursor", "");
        String address = filter.address("/api/builds", cursor);
        Reply reply = services.get("%s%slimit=%d".formatted(address, address.contains("?") ? "&" : "?", ON_A_PAGE));
        // a filter that the API refuses is shown with the reason, in place of an error page
        Build.Page page = reply.status() == 400
                ? new Build.Page(List.of(), Optional.empty())
                : bodies.read(reply.require(), Build.Page.class);
        return pages.show(
                reply.status() == 400 ? 400 : 200,
                Section.BUILDS,
                "Builds",
                builds.data("filter", filter)
                        .data("builds", page.builds())
                        .data(
                                "problem",
                                reply.problem().map(Reply.Problem::text).orElse(""))
                        .data("firstPage", cursor.isEmpty() ? "" : filter.address(LIST, ""))
                        .data(
                                "nextPage",
                                page.next()
                                        .map(next -> filter.address(LIST, next))
                                        .orElse("")));
    }

    /** One build. */
    @GET
    @Path("{id}")
    public Response show(@RestPath UUID id) {
        Build shown = load(id);
        Artifact.All artifacts = bodies.read(
                services.get("/api/builds/%s/artifacts".formatted(id)).require(), Artifact.All.class);
        return pages.show(
                Section.BUILDS,
                "%s %s".formatted(shown.pipeline(), shown.shownState()),
                build.data("build", shown)
                        .data("artifacts", artifacts.artifacts())
                        .data("checks", checks(shown)));
    }

    /**
     * The jobs alone, for a page that shows them already.
     *
     * @param seen {@link Build#seen} of what it shows: 204 if nothing has changed
     */
    @GET
    @Path("{id}/jobs")
    public Response jobs(@RestPath UUID id, @RestQuery @Nullable String seen) {
        Build shown = load(id);
        return shown.seen().equals(seen) ? Response.noContent().build() : pages.part(buildJobs.data("build", shown));
    }

    /** Cancels it. */
    @POST
    @Path("{id}/cancel")
    @RolesAllowed(Roles.GIT_WRITE)
    public Response cancel(@RestPath UUID id) {
        services.post("/api/builds/%s/cancel".formatted(id), Map.of()).require();
        return pages.back("%s/%s".formatted(LIST, id), Done.REQUESTED);
    }

    /** Runs it again, {@code jobs=all} or {@code jobs=failed}, and shows the new attempt. */
    @POST
    @Path("{id}/rerun")
    @RolesAllowed(Roles.GIT_WRITE)
    public Response rerun(@RestPath UUID id, @Nullable String body) {
        String jobs = Form.of(body).find("jobs").orElse("all");
        JsonNode next = services.post("/api/builds/%s/rerun".formatted(id), Map.of("jobs", jobs))
                .require();
        return pages.back("%s/%s".formatted(LIST, next.path("id").asText(id.toString())), Done.REQUESTED);
    }

    private Build load(UUID id) {
        return bodies.read(services.get("/api/builds/" + id).require(), Build.class);
    }

    /** Where the forge shows the check; empty text if there is none, or the state of the mirror cannot be read. */
    private String checks(Build shown) {
        JsonNode mirror = services.get("/api/syncs/" + LocalPath.escaped(shown.repository()))
                .json();
        return ChecksPage.of(
                        mirror.path("mode").asText(), mirror.path("upstream").asText(), shown)
                .orElse("");
    }
}
