package dev.millrace.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.simulator.hooks.Deliveries;
import dev.millrace.simulator.hooks.Delivery;
import dev.millrace.simulator.hooks.Redeliver;
import dev.millrace.simulator.rest.GitHubFailure;
import dev.millrace.simulator.rest.Json;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /_sim/deliveries}: what was delivered, and with which outcome. */
@Path("/_sim/deliveries")
@Produces(MediaType.APPLICATION_JSON)
class DeliveryObservationResource {

    /**
     * A delivery.
     *
     * @param outcome    {@code pending}, {@code delivered} or {@code failed}
     * @param statusCode of the answer; 0 if there was none
     * @param durationMs milliseconds from connecting to the answer
     */
    record DeliveryBody(
            long id,
            String guid,
            String event,
            Optional<String> action,
            Optional<Long> installationId,
            Optional<Long> repositoryId,
            boolean redelivery,
            String queuedAt,
            String outcome,
            Optional<String> deliveredAt,
            Optional<Integer> statusCode,
            Optional<Long> durationMs) {

        static DeliveryBody of(Delivery delivery) {
            Optional<Delivery.Attempt> attempt = delivery.attempt();
            return new DeliveryBody(
                    delivery.id(),
                    delivery.guid().toString(),
                    delivery.event(),
                    delivery.action(),
                    delivery.installationId(),
                    delivery.repositoryId(),
                    delivery.redelivery(),
                    delivery.queuedAt().toString(),
                    attempt.map(done -> done.isSuccess() ? "delivered" : "failed")
                            .orElse("pending"),
                    attempt.map(done -> done.deliveredAt().toString()),
                    attempt.map(Delivery.Attempt::statusCode),
                    attempt.map(done -> done.duration().toMillis()));
        }
    }

    /**
     * What was delivered again.
     *
     * @param redelivered number of deliveries that were sent again
     * @param pending     number of deliveries that have no outcome yet
     */
    record RedeliveryBody(int redelivered, int pending) {}

    private final Deliveries deliveries;
    private final Redeliver redeliver;

    DeliveryObservationResource(Deliveries deliveries, Redeliver redeliver) {
        this.deliveries = deliveries;
        this.redeliver = redeliver;
    }

    /** All deliveries, newest first, of one event if named. */
    @GET
    public List<DeliveryBody> deliveries(@QueryParam("event") @Nullable String event) {
        return deliveries.list().stream()
                .filter(delivery -> event == null || event.equals(delivery.event()))
                .map(DeliveryBody::of)
                .toList();
    }

    /** Delivers every occurrence again none of whose deliveries has succeeded or is pending, as the owner of the App would. */
    @POST
    @Path("/redeliver-failed")
    public RedeliveryBody redeliverFailed() {
        List<Delivery> all = deliveries.list();
        Set<UUID> settled = all.stream()
                .filter(delivery ->
                        delivery.attempt().map(Delivery.Attempt::isSuccess).orElse(true))
                .map(Delivery::guid)
                .collect(Collectors.toSet());
        Map<UUID, Delivery> failed = all.stream()
                .filter(delivery -> !settled.contains(delivery.guid()))
                .collect(Collectors.toMap(Delivery::guid, Function.identity(), (newest, older) -> newest));
        failed.values().forEach(redeliver::handle);
        long pending =
                all.stream().filter(delivery -> delivery.attempt().isEmpty()).count();
        return new RedeliveryBody(failed.size(), Math.toIntExact(pending));
    }

    /** The payload of a delivery, as it was signed. */
    @GET
    @Path("/{id}/payload")
    public JsonNode payload(@PathParam("id") long id) {
        return deliveries
                .find(id)
                .map(delivery -> Json.parseObject(delivery.payload().bytes()))
                .orElseThrow(GitHubFailure::notFound);
    }
}
