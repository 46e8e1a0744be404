package dev.millrace.gateway.dashboard.operations;

import dev.millrace.gateway.dashboard.frame.ApiBodies;
import dev.millrace.gateway.dashboard.frame.Done;
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
import org.jboss.resteasy.reactive.RestPath;

/** {@code /ui/operations/dead-letters}: records that consumers could not process, and what waits behind them. */
@Path("/ui/operations/dead-letters")
@RolesAllowed(Roles.ADMINISTRATOR)
@RunOnVirtualThread
class DeadLetterPageResource {

    private static final String API = "/api/dead-letters";
    private static final int ON_A_PAGE = 50;
    private static final List<String> FILTERS = List.of("service", "topic", "state");

    private final Template deadLetters;
    private final Template deadLetter;
    private final Services services;
    private final ApiBodies bodies;
    private final PageResponses pages;

    DeadLetterPageResource(
            @Location("ui/operations/dead-letters") Template deadLetters,
            @Location("ui/operations/dead-letter") Template deadLetter,
            Services services,
            ApiBodies bodies,
            PageResponses pages) {
        this.deadLetters = deadLetters;
        this.deadLetter = deadLetter;
        this.services = services;
        this.bodies = bodies;
        this.pages = pages;
    }

    /** A page of dead letters, newest first: the open ones, unless the filter states another state. */
    @GET
    public Response list(@Context UriInfo uri) {
        Map<String, String> given = QueryValues.of(uri.getQueryParameters());
        ListFilter filter = ListFilter.of(FILTERS, given);
        String cursor = given.getOrDefault("cursor", "");
        Reply reply = services.get(filter.call(API, cursor, ON_A_PAGE));
        boolean isRefused = reply.status() == 400;
        DeadLetter.Page page = isRefused
                ? new DeadLetter.Page(List.of(), Optional.empty())
                : bodies.read(reply.require(), DeadLetter.Page.class);
        List<DeadLetter.ParkedKey> parked = bodies.read(
                        services.get("%s/parked-keys?limit=%d".formatted(API, ON_A_PAGE))
                                .require(),
                        DeadLetter.ParkedPage.class)
                .parkedKeys();
        String path = OperationsTab.DEAD_LETTERS.path();
        return pages.show(
                isRefused ? 400 : 200,
                Section.OPERATIONS,
                "Dead letters",
                deadLetters
                        .data("tabs", OperationsTab.DEAD_LETTERS.tabs())
                        .data("filter", filter)
                        .data("letters", page.deadLetters())
                        .data("parked", parked)
                        .data(
                                "problem",
                                isRefused ? reply.problem().orElseThrow().text() : "")
                        .data("firstPage", cursor.isEmpty() ? "" : filter.address(path, ""))
                        .data(
                                "nextPage",
                                page.nextCursor()
                                        .map(next -> filter.address(path, next))
                                        .orElse("")));
    }

    /** A dead letter with its headers and its value. */
    @GET
    @Path("{id}")
    public Response show(@RestPath long id) {
        DeadLetter shown =
                bodies.read(services.get("%s/%d?value=true".formatted(API, id)).require(), DeadLetter.class);
        return pages.show(
                Section.OPERATIONS,
                "Dead letter " + id,
                deadLetter.data("tabs", OperationsTab.DEAD_LETTERS.tabs()).data("letter", shown));
    }

    /** Writes it to its topic again. */
    @POST
    @Path("{id}/release")
    public Response release(@RestPath long id) {
        services.post("%s/%d/release".formatted(API, id), Map.of()).require();
        return pages.back("%s/%d".formatted(OperationsTab.DEAD_LETTERS.path(), id), Done.SENT);
    }

    /** Leaves it without effect. */
    @POST
    @Path("{id}/discard")
    public Response discard(@RestPath long id) {
        services.post("%s/%d/discard".formatted(API, id), Map.of()).require();
        return pages.back("%s/%d".formatted(OperationsTab.DEAD_LETTERS.path(), id), Done.SAVED);
    }
}
