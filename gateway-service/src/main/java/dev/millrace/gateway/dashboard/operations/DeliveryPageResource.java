package dev.millrace.gateway.dashboard.operations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.gateway.dashboard.frame.ApiBodies;
import dev.millrace.gateway.dashboard.frame.Done;
import dev.millrace.gateway.dashboard.frame.Form;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** {@code /ui/operations/deliveries} and {@code .../replays}: what forges sent, and what became of it. */
@Path("/ui/operations")
@RolesAllowed(Roles.ADMINISTRATOR)
@RunOnVirtualThread
class DeliveryPageResource {

    private static final String API = "/api/deliveries";
    private static final String REPLAYS = OperationsTab.ROOT + "/replays/";
    private static final int ON_A_PAGE = 50;
    private static final List<String> FILTERS = List.of("repository", "event", "state", "forge", "host", "from", "to");

    private final Template deliveries;
    private final Template delivery;
    private final Template replay;
    private final Template replayState;
    private final Services services;
    private final ApiBodies bodies;
    private final PageResponses pages;

    DeliveryPageResource(
            @Location("ui/operations/deliveries") Template deliveries,
            @Location("ui/operations/delivery") Template delivery,
            @Location("ui/operations/replay") Template replay,
            @Location("ui/operations/replay-state") Template replayState,
            Services services,
            ApiBodies bodies,
            PageResponses pages) {
        this.deliveries = deliveries;
        this.delivery = delivery;
        this.replay = replay;
        this.replayState = replayState;
        this.services = services;
        this.bodies = bodies;
        this.pages = pages;
    }

    /** A page of deliveries, newest first, with the filters of the API. */
    @GET
    @Path("deliveries")
    public Response list(@Context UriInfo uri) {
        Map<String, String> given = QueryValues.of(uri.getQueryParameters());
        return list(200, ListFilter.of(FILTERS, given), given.getOrDefault("cursor", ""), "");
    }

    private Response list(int status, ListFilter filter, String cursor, String failure) {
        Reply reply = services.get(filter.call(API, cursor, ON_A_PAGE));
        boolean isRefused = reply.status() == 400;
        ReceivedDelivery.Page page = isRefused
                ? new ReceivedDelivery.Page(List.of(), Optional.empty())
                : bodies.read(reply.require(), ReceivedDelivery.Page.class);
        String path = OperationsTab.DELIVERIES.path();
        return pages.show(
                isRefused ? 400 : status,
                Section.OPERATIONS,
                "Deliveries",
                deliveries
                        .data("tabs", OperationsTab.DELIVERIES.tabs())
                        .data("filter", filter)
                        .data("deliveries", page.deliveries())
                        .data(
                                "problem",
                                isRefused ? reply.problem().orElseThrow().text() : failure)
                        .data("firstPage", cursor.isEmpty() ? "" : filter.address(path, ""))
                        .data(
                                "nextPage",
                                page.nextCursor()
                                        .map(next -> filter.address(path, next))
                                        .orElse("")));
    }

    /** A delivery with its headers and its body. */
    @GET
    @Path("deliveries/{id}")
    public Response show(@RestPath long id) {
        Reply whole = services.get("%s/%d?body=true".formatted(API, id));
        // without its body where that cannot be had: it is too large for a page, or another one is read just now
        ReceivedDelivery shown = bodies.read(
                whole.isOk()
                        ? whole.json()
                        : services.get("%s/%d".formatted(API, id)).require(),
                ReceivedDelivery.class);
        return pages.show(
                Section.OPERATIONS,
                "Delivery " + shown.title(),
                delivery.data("tabs", OperationsTab.DELIVERIES.tabs())
                        .data("delivery", shown)
                        .data(
                                "problem",
                                whole.problem().map(Reply.Problem::text).orElse("")));
    }

    /** Publishes one delivery again; {@code force} if effects that were had before are wanted again. */
    @POST
    @Path("deliveries/{id}/replay")
    public Response replayOne(@RestPath long id, @Nullable String body) {
        JsonNode begun = services.post(
                        API + "/replays",
                        Map.of("deliveries", List.of(id), "force", Form.of(body).isOn("force")))
                .require();
        return pages.go(REPLAYS + begun.path("id").asLong());
    }

    /** Publishes all deliveries that match again. What the API refuses is shown with the filters. */
    @POST
    @Path("deliveries/replay")
    public Response replayAll(@Nullable String body) {
        Form form = Form.of(body);
        Map<String, String> given = new HashMap<>();
        FILTERS.forEach(name -> given.put(name, form.text(name)));
        ListFilter filter = ListFilter.of(FILTERS, given);
        Map<String, Object> request = new HashMap<>(filter.values());
        // replays have no filter for states: a published delivery is replayed, too
        request.remove("state");
        request.put("force", form.isOn("force"));
        Reply begun = services.post(API + "/replays", request);
        if (begun.status() == 400 || begun.status() == 404) {
            return list(
                    begun.status(), filter, "", begun.problem().orElseThrow().text());
        }
        return pages.go(REPLAYS + begun.require().path("id").asLong());
    }

    /** How far a replay is. */
    @GET
    @Path("replays/{id}")
    public Response replay(@RestPath long id) {
        return pages.show(
                Section.OPERATIONS,
                "Replay " + id,
                replay.data("tabs", OperationsTab.DELIVERIES.tabs()).data("replay", load(id)));
    }

    /** The state of a replay alone, for a page that shows it already. */
    @GET
    @Path("replays/{id}/state")
    public Response state(@RestPath long id) {
        return pages.part(replayState.data("replay", load(id)));
    }

    /** Cancels a replay. */
    @POST
    @Path("replays/{id}/cancel")
    public Response cancel(@RestPath long id) {
        services.delete("%s/replays/%d".formatted(API, id)).require();
        return pages.back(REPLAYS + id, Done.REQUESTED);
    }

    private Replay load(long id) {
        return bodies.read(services.get("%s/replays/%d".formatted(API, id)).require(), Replay.class);
    }
}
