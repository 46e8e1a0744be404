package dev.millrace.webhook.delivery;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Roles;
import dev.millrace.webhook.access.IdentifyCaller;
import dev.millrace.webhook.delivery.Delivery.State;
import dev.millrace.webhook.page.Cursor;
import dev.millrace.webhook.subscription.Webhook;
import dev.millrace.webhook.subscription.Webhooks;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Deliveries of a webhook over JSON, {@code /api/v1/webhooks/{id}/deliveries}, and tests of a webhook. */
@Path("/api/v1/webhooks")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.REPO_WRITE)
class DeliveryResource {

    private static final int LARGEST_PAGE = 100;

    private final IdentifyCaller identifyCaller;
    private final Webhooks webhooks;
    private final Deliveries deliveries;

    DeliveryResource(IdentifyCaller identifyCaller, Webhooks webhooks, Deliveries deliveries) {
        this.identifyCaller = identifyCaller;
        this.webhooks = webhooks;
        this.deliveries = deliveries;
    }

    /** Sends a signed {@code ping}, once: 202 with the delivery, whose result is read later. */
    @POST
    @Path("{id}/test")
    public Response test(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @RestPath UUID id) {
        Webhook webhook = load(authorization, id);
        return Response.accepted(DeliveryBody.of(deliveries.test(webhook))).build();
    }

    /**
     * The deliveries, sent and waiting, newest first.
     *
     * @param status {@code waiting}, {@code succeeded} or {@code failed}; all if absent
     */
    @GET
    @Path("{id}/deliveries")
    public DeliveryPageBody list(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @RestPath UUID id,
            @QueryParam("status") @Nullable String status,
            @QueryParam("cursor") @DefaultValue("") String cursor,
            @QueryParam("limit") @DefaultValue("20") int limit) {
        Webhook webhook = load(authorization, id);
        int size = Math.clamp(limit, 1, LARGEST_PAGE);
        long before = Cursor.read(cursor, Long::valueOf).orElse(Long.MAX_VALUE);
        List<Delivery> found = deliveries.list(webhook, state(status), before, size + 1);
        List<Delivery> page = found.subList(0, Math.min(size, found.size()));
        boolean more = found.size() > size;
        return new DeliveryPageBody(
                page.stream().map(DeliveryBody::of).toList(),
                more ? Cursor.of(Long.toString(page.getLast().number())) : null,
                more);
    }

    /** One delivery. */
    @GET
    @Path("{id}/deliveries/{delivery}")
    public DeliveryBody find(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @RestPath UUID id,
            @RestPath UUID delivery) {
        return DeliveryBody.of(load(load(authorization, id), delivery));
    }

    /** Sends a delivery again under its first id: 202 with the new one; 409 while the webhook is disabled. */
    @POST
    @Path("{id}/deliveries/{delivery}/redeliver")
    public Response redeliver(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @RestPath UUID id,
            @RestPath UUID delivery) {
        Webhook webhook = load(authorization, id);
        Delivery sent = load(webhook, delivery);
        if (webhook.disabled().isPresent()) {
            throw MillraceException.conflict("the webhook is disabled: enable it first")
                    .withCode("webhook_disabled");
        }
        if (sent.state() == State.WAITING) {
            throw MillraceException.conflict("the delivery is still waiting to be sent")
                    .withCode("delivery_waiting");
        }
        return Response.accepted(DeliveryBody.of(deliveries.redeliver(sent))).build();
    }

    private static Optional<State> state(@Nullable String status) {
        if (status == null || status.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(State.values())
                .filter(state -> state.name().toLowerCase(Locale.ROOT).equals(status))
                .findFirst()
                .orElseThrow(() -> MillraceException.badRequest(
                        "'status' is waiting, succeeded or failed, not '%s'".formatted(status))));
    }

    private Webhook load(@Nullable String authorization, UUID id) {
        return webhooks.load(identifyCaller.handle(authorization).reach(), id);
    }

    private Delivery load(Webhook webhook, UUID id) {
        return deliveries
                .find(webhook, id)
                .orElseThrow(() -> MillraceException.notFound(
                                "the webhook %s has no delivery %s".formatted(webhook.id(), id))
                        .withCode("delivery_missing"));
    }
}
