package dev.millrace.gateway.dashboard.operations;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /ui/operations/recovery}: deliveries that a forge lists and that did not arrive. */
@Path("/ui/operations/recovery")
@RolesAllowed(Roles.ADMINISTRATOR)
@RunOnVirtualThread
class RecoveryPageResource {

    private static final int ON_A_PAGE = 50;

    private final Template recovery;
    private final Services services;
    private final ApiBodies bodies;
    private final PageResponses pages;

    RecoveryPageResource(
            @Location("ui/operations/recovery") Template recovery,
            Services services,
            ApiBodies bodies,
            PageResponses pages) {
        this.recovery = recovery;
        this.services = services;
        this.bodies = bodies;
        this.pages = pages;
    }

    /** A page of them, by the time of the newest attempt: those in all states, unless the filter states one. */
    @GET
    public Response list(@Context UriInfo uri) {
        Map<String, String> given = QueryValues.of(uri.getQueryParameters());
        ListFilter filter = ListFilter.of(List.of("state"), given);
        String cursor = given.getOrDefault("cursor", "");
        ListFilter called = filter.isEmpty() ? new ListFilter(Map.of("state", "all")) : filter;
        Reply reply = services.get(called.call("/api/deliveries/recovery", cursor, ON_A_PAGE));
        boolean isRefused = reply.status() == 400;
        Page page = isRefused ? new Page(List.of(), Optional.empty()) : bodies.read(reply.require(), Page.class);
        String path = OperationsTab.RECOVERY.path();
        return pages.show(
                isRefused ? 400 : 200,
                Section.OPERATIONS,
                "Missing deliveries",
                recovery.data("tabs", OperationsTab.RECOVERY.tabs())
                        .data("filter", filter)
                        .data("deliveries", page.deliveries())
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

    /**
     * One of them.
     *
     * @param requests how often it was requested again
     * @param state {@code missing}, {@code stored} or {@code lost}
     * @param reason why it was given up
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(SnakeCaseStrategy.class)
    record Missing(
            String host,
            String guid,
            String event,
            Instant deliveredAt,
            int requests,
            String state,
            Optional<String> reason) {

        /** The tone of a badge. */
        public String tone() {
            return switch (state) {
                case "stored" -> "good";
                case "missing" -> "warn";
                default -> "bad";
            };
        }

        /** What has become of it, in words. */
        public String shownState() {
            return state.equals("stored") ? "recovered" : state;
        }
    }

    /** A page of them. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(SnakeCaseStrategy.class)
    record Page(List<Missing> deliveries, Optional<String> nextCursor) {}
}
