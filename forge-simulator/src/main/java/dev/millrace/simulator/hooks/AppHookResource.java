package dev.millrace.simulator.hooks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.access.CurrentCaller;
import dev.millrace.simulator.rest.Answer;
import dev.millrace.simulator.rest.GitHubApi;
import dev.millrace.simulator.rest.GitHubFailure;
import dev.millrace.simulator.rest.Json;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /app/hook}: the App's webhook, its deliveries, and redelivery. */
@GitHubApi
@Path("/app/hook")
class AppHookResource {

    private static final int LARGEST_PAGE = 100;
    private static final int USUAL_PAGE = 30;

    private final CurrentCaller caller;
    private final AppHook hook;
    private final Deliveries deliveries;
    private final Redeliver redeliver;

    AppHookResource(CurrentCaller caller, AppHook hook, Deliveries deliveries, Redeliver redeliver) {
        this.caller = caller;
        this.hook = hook;
        this.deliveries = deliveries;
        this.redeliver = redeliver;
    }

    @GET
    @Path("/config")
    public Response config() {
        caller.requireApp();
        return Answer.ok(hook.shape());
    }

    @PATCH
    @Path("/config")
    public Response configure(byte[] body) {
        caller.requireApp();
        ObjectNode changes = Json.parseObject(body);
        Json.text(changes, "url").ifPresent(hook::url);
        Json.text(changes, "secret").ifPresent(hook::secret);
        return Answer.ok(hook.shape());
    }

    /** Newest first; the cursor is the id of the last delivery seen. */
    @GET
    @Path("/deliveries")
    public Response list(
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("per_page") @Nullable Integer perPage,
            @QueryParam("status") @Nullable String status,
            @Context UriInfo uri) {
        caller.requireApp();
        long before = cursor == null ? Long.MAX_VALUE : position(cursor);
        int size = Math.clamp(perPage == null ? USUAL_PAGE : perPage, 1, LARGEST_PAGE);
        List<Delivery> fitting = deliveries.list().stream()
                .filter(delivery -> delivery.attempt().isPresent() && delivery.id() < before)
                .filter(delivery -> matches(delivery, status))
                .limit(size + 1L)
                .toList();
        List<Delivery> page = fitting.subList(0, Math.min(size, fitting.size()));
        Response answer =
                Answer.ok(Json.array(page.stream().map(DeliveryShape::listed).toList()));
        if (fitting.size() <= size) {
            return answer;
        }
        String next = "v1_" + page.getLast().id();
        return Response.fromResponse(answer)
                .header(
                        "Link",
                        "<%s>; rel=\"next\""
                                .formatted(uri.getRequestUriBuilder()
                                        .replaceQueryParam("cursor", next)
                                        .build()))
                .build();
    }

    @GET
    @Path("/deliveries/{id}")
    public Response find(@PathParam("id") long id) {
        caller.requireApp();
        return Answer.ok(DeliveryShape.full(
                attempted(id), hook.url().map(Object::toString).orElse("")));
    }

    @POST
    @Path("/deliveries/{id}/attempts")
    public Response redeliver(@PathParam("id") long id) {
        caller.requireApp();
        redeliver.handle(attempted(id));
        return Answer.with(202, Json.object());
    }

    private Delivery attempted(long id) {
        return deliveries
                .find(id)
                .filter(delivery -> delivery.attempt().isPresent())
                .orElseThrow(GitHubFailure::notFound);
    }

    /** {@code failure} means codes 400 to 599 only, as at GitHub: deliveries without an answer are not among them. */
    private static boolean matches(Delivery delivery, @Nullable String status) {
        if (status == null) {
            return true;
        }
        Delivery.Attempt attempt = delivery.attempt().orElseThrow();
        return switch (status) {
            case "success" -> attempt.isSuccess();
            case "failure" -> attempt.statusCode() >= 400 && attempt.statusCode() <= 599;
            default -> throw GitHubFailure.of(422, "status must be success or failure");
        };
    }

    private static long position(String cursor) {
        try {
            return Long.parseLong(cursor.replaceFirst("^v1_", ""));
        } catch (NumberFormatException e) {
            throw GitHubFailure.of(422, "cursor %s is not one of ours".formatted(cursor));
        }
    }
}
