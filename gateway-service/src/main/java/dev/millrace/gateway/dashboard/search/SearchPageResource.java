package dev.millrace.gateway.dashboard.search;

import dev.millrace.gateway.dashboard.frame.ApiBodies;
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
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Map;
import java.util.Optional;

/** {@code /ui/search}: lines of files in all repositories of the team. */
@Path("/ui/search")
@RolesAllowed(Roles.VIEWER)
@RunOnVirtualThread
class SearchPageResource {

    private static final int FILES_ON_A_PAGE = 20;

    private final Template search;
    private final Services services;
    private final ApiBodies bodies;
    private final PageResponses pages;

    SearchPageResource(
            @Location("ui/search") Template search, Services services, ApiBodies bodies, PageResponses pages) {
        this.search = search;
        this.services = services;
        this.bodies = bodies;
        this.pages = pages;
    }

    /** The form, and what was found. What the API refuses, such as a text that is too short, is shown with the form. */
    @GET
    public Response show(@Context UriInfo uri) {
        Map<String, String> given = QueryValues.of(uri.getQueryParameters());
        SearchChoice choice = SearchChoice.of(given);
        String cursor = given.getOrDefault("cursor", "");
        Optional<Reply> reply =
                choice.isNone() ? Optional.empty() : Optional.of(services.get(choice.api(FILES_ON_A_PAGE, cursor)));
        Optional<Reply.Problem> refused =
                reply.filter(got -> got.status() == 400 || got.status() == 404).flatMap(Reply::problem);
        Optional<FoundFiles> found =
                refused.isPresent() ? Optional.empty() : reply.map(got -> bodies.read(got.require(), FoundFiles.class));
        return pages.show(
                refused.isPresent() ? 400 : 200,
                Section.SEARCH,
                "Search",
                search.data("choice", choice)
                        .data("problem", refused.map(Reply.Problem::text).orElse(""))
                        .data("found", found)
                        .data("firstPage", cursor.isEmpty() ? "" : choice.page(""))
                        .data(
                                "nextPage",
                                found.flatMap(FoundFiles::nextCursor)
                                        .map(choice::page)
                                        .orElse("")));
    }
}
