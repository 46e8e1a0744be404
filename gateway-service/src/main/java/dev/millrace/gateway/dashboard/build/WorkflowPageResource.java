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
import java.util.Map;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** {@code /ui/workflows}: what {@code ops.yml} files define, in which versions, and a form that runs it. */
@Path("/ui/workflows")
@RolesAllowed(Roles.VIEWER)
@RunOnVirtualThread
class WorkflowPageResource {

    private static final String LIST = "/ui/workflows";
    private static final int ON_A_PAGE = 30;
    private static final int VERSIONS_ON_A_PAGE = 10;

    private final Template workflows;
    private final Template workflow;
    private final Services services;
    private final ApiBodies bodies;
    private final PageResponses pages;

    WorkflowPageResource(
            @Location("ui/workflows") Template workflows,
            @Location("ui/workflow") Template workflow,
            Services services,
            ApiBodies bodies,
            PageResponses pages) {
        this.workflows = workflows;
        this.workflow = workflow;
        this.services = services;
        this.bodies = bodies;
        this.pages = pages;
    }

    /** A page of workflows, by name. */
    @GET
    public Response list(@Context UriInfo uri) {
        Map<String, String> given = QueryValues.of(uri.getQueryParameters());
        BuildFilter filter = BuildFilter.of(BuildFilter.OF_WORKFLOWS, given);
        String cursor = given.getOrDefault("cursor", "");
        String address = filter.address("/api/workflows", cursor);
        Workflow.Page page = bodies.read(
                services.get("%s%slimit=%d".formatted(address, address.contains("?") ? "&" : "?", ON_A_PAGE))
                        .require(),
                Workflow.Page.class);
        return pages.show(
                Section.BUILDS,
                "Workflows",
                workflows
                        .data("filter", filter)
                        .data("workflows", page.workflows())
                        .data("firstPage", cursor.isEmpty() ? "" : filter.address(LIST, ""))
                        .data(
                                "nextPage",
                                page.next()
                                        .map(next -> filter.address(LIST, next))
                                        .orElse("")));
    }

    /** One of them with its versions. */
    @GET
    @Path("{id}")
    public Response show(@RestPath UUID id, @RestQuery @Nullable String cursor) {
        return page(200, id, cursor == null ? "" : cursor, Form.of(null), "");
    }

    /** Runs the newest version as the form states, and shows the build; shows the form again if that is not possible. */
    @POST
    @Path("{id}/runs")
    @RolesAllowed(Roles.GIT_WRITE)
    public Response run(@RestPath UUID id, @Nullable String body) {
        Form form = Form.of(body);
        RunInput input;
        try {
            input = RunInput.of(form.text("ref"), form.text("arguments"), form.text("environment"));
        } catch (RunInput.NotAVariable e) {
            return page(400, id, "", form, String.valueOf(e.getMessage()));
        }
        Reply started = services.post("/api/workflows/%s/runs".formatted(id), input.body());
        if (started.status() >= 400 && started.status() < 500 && started.status() != 404) {
            return page(
                    started.status(),
                    id,
                    "",
                    form,
                    started.problem().map(Reply.Problem::text).orElse(""));
        }
        JsonNode build = started.require();
        return pages.back("/ui/builds/" + LocalPath.escaped(build.path("id").asText()), Done.REQUESTED);
    }

    /** Enables or disables it: {@code enabled=true} or {@code enabled=false}. */
    @POST
    @Path("{id}/enabled")
    @RolesAllowed(Roles.GIT_WRITE)
    public Response enable(@RestPath UUID id, @Nullable String body) {
        boolean enabled = Form.of(body).text("enabled").equals("true");
        services.put("/api/workflows/%s/enabled".formatted(id), Map.of("enabled", enabled))
                .require();
        return pages.back("%s/%s".formatted(LIST, id), Done.SAVED);
    }

    private Response page(int status, UUID id, String cursor, Form form, String problem) {
        Workflow shown = bodies.read(services.get("/api/workflows/" + id).require(), Workflow.class);
        String after = cursor.isEmpty() ? "" : "&cursor=" + LocalPath.escaped(cursor);
        Workflow.VersionPage versions = bodies.read(
                services.get("/api/workflows/%s/versions?limit=%d%s".formatted(id, VERSIONS_ON_A_PAGE, after))
                        .require(),
                Workflow.VersionPage.class);
        return pages.show(
                status,
                Section.BUILDS,
                shown.name(),
                workflow.data("workflow", shown)
                        .data("versions", versions.versions())
                        .data("firstPage", cursor.isEmpty() ? "" : "%s/%s".formatted(LIST, id))
                        .data(
                                "nextPage",
                                versions.next()
                                        .map(next -> "%s/%s?cursor=%s".formatted(LIST, id, LocalPath.escaped(next)))
                                        .orElse(""))
                        .data("given", form)
                        .data("problem", problem));
    }
}
