package dev.millrace.webhook;

import dev.millrace.webhook.WebhookCaller.Known;
import dev.millrace.webhook.delivery.Deliveries;
import dev.millrace.webhook.delivery.Delivery;
import dev.millrace.webhook.delivery.Delivery.State;
import dev.millrace.webhook.subscription.CreateOutcome;
import dev.millrace.webhook.subscription.NewWebhook;
import dev.millrace.webhook.subscription.Reach;
import dev.millrace.webhook.subscription.RotateOutcome;
import dev.millrace.webhook.subscription.Webhook;
import dev.millrace.webhook.subscription.WebhookEvent;
import dev.millrace.webhook.subscription.Webhooks;
import dev.millrace.kit.error.MillraceException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
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
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Webhooks over JSON, {@code /api/v1/webhooks}. What is out of the caller's reach is not found. */
@Path("/api/v1/webhooks")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class WebhookResource {

    private static final int LARGEST_PAGE = 100;

    private final WebhookCaller callers;
    private final Webhooks webhooks;
    private final Deliveries deliveries;

    WebhookResource(WebhookCaller callers, Webhooks webhooks, Deliveries deliveries) {
        this.callers = callers;
        this.webhooks = webhooks;
        this.deliveries = deliveries;
    }

    /**
     * Makes a webhook: 201 with its secret; 400 for an address, event or secret that cannot be; 409 if there is one with the
     * same address for the same repository.
     */
    @POST
    public Response create(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @Nullable NewWebhookBody body) {
        Known known = callers.identify(authorization);
        return switch (webhooks.create(wanted(known, body))) {
            case CreateOutcome.Created(Webhook made, String secret) ->
                Response.status(Response.Status.CREATED)
                        .entity(body(made, secret))
                        .build();
            case CreateOutcome.AddressRefused(String reason) ->
                throw MillraceException.badRequest(reason).withCode("address_refused");
            case CreateOutcome.SecretRefused(String reason) -> throw secretRefused(reason);
            case CreateOutcome.Exists exists ->
                throw MillraceException.conflict("there is a webhook with this address already")
                        .withCode("webhook_exists");
            case CreateOutcome.TooMany(int limit) ->
                throw MillraceException.conflict("a team may have %d webhooks".formatted(limit))
                        .withCode("webhook_limit");
        };
    }

    /**
     * The caller's webhooks, oldest first.
     *
     * @param repository name or id; only webhooks about this one
     */
    @GET
    public WebhookPageBody list(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @QueryParam("repository") @Nullable String repository,
            @QueryParam("cursor") @DefaultValue("") String cursor,
            @QueryParam("limit") @DefaultValue("20") int limit) {
        Known known = callers.identify(authorization);
        Reach reach = repository == null
                ? known.reach()
                : new Reach(known.reach().team(), Optional.of(callers.repository(known, repository)));
        int size = Math.clamp(limit, 1, LARGEST_PAGE);
        List<Webhook> found = webhooks.list(reach, WebhookCursor.webhook(cursor), size + 1);
        List<Webhook> page = found.subList(0, Math.min(size, found.size()));
        boolean more = found.size() > size;
        return new WebhookPageBody(
                page.stream().map(webhook -> body(webhook, null)).toList(),
                more ? WebhookCursor.of(page.getLast()) : null,
                more);
    }

    /** One webhook. */
    @GET
    @Path("{id}")
    public WebhookBody find(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @RestPath UUID id) {
        return body(load(callers.identify(authorization), id), null);
    }

    /** Removes it, with everything that was or waits to be sent: 204. */
    @DELETE
    @Path("{id}")
    public Response delete(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @RestPath UUID id) {
        Known known = callers.identify(authorization);
        if (!webhooks.delete(known.reach(), id, known.subject())) {
            throw missing(id);
        }
        return Response.noContent().build();
    }

    /** Gives it another secret, which all attempts from now on are signed with. */
    @POST
    @Path("{id}/rotate-secret")
    public WebhookBody rotate(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @RestPath UUID id,
            @Nullable SecretBody body) {
        Known known = callers.identify(authorization);
        Optional<String> secret = Optional.ofNullable(body).map(SecretBody::secret);
        return switch (webhooks.rotate(known.reach(), id, secret, known.subject())) {
            case RotateOutcome.Rotated(Webhook webhook, String made) -> body(webhook, made);
            case RotateOutcome.SecretRefused(String reason) -> throw secretRefused(reason);
            case RotateOutcome.Missing gone -> throw missing(id);
        };
    }

    /** Sends nothing more; what waits stays. */
    @POST
    @Path("{id}/disable")
    public WebhookBody disable(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @RestPath UUID id) {
        Known known = callers.identify(authorization);
        String reason = "disabled by " + (known.subject().isEmpty() ? "a member of the team" : known.subject());
        return webhooks.disable(known.reach(), id, reason, known.subject())
                .map(webhook -> body(webhook, null))
                .orElseThrow(() -> missing(id));
    }

    /** Sends again, what waits first. */
    @POST
    @Path("{id}/enable")
    public WebhookBody enable(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @RestPath UUID id) {
        Known known = callers.identify(authorization);
        return webhooks.enable(known.reach(), id, known.subject())
                .map(webhook -> body(webhook, null))
                .orElseThrow(() -> missing(id));
    }

    /** Sends a signed {@code ping}, once: 202 with the delivery, whose result is read later. */
    @POST
    @Path("{id}/test")
    public Response test(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @RestPath UUID id) {
        Webhook webhook = load(callers.identify(authorization), id);
        return Response.accepted(DeliveryBody.of(deliveries.test(webhook))).build();
    }

    /**
     * What was and will be sent, newest first.
     *
     * @param status {@code waiting}, {@code succeeded} or {@code failed}; all if absent
     */
    @GET
    @Path("{id}/deliveries")
    public DeliveryPageBody deliveries(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @RestPath UUID id,
            @QueryParam("status") @Nullable String status,
            @QueryParam("cursor") @DefaultValue("") String cursor,
            @QueryParam("limit") @DefaultValue("20") int limit) {
        Webhook webhook = load(callers.identify(authorization), id);
        int size = Math.clamp(limit, 1, LARGEST_PAGE);
        List<Delivery> found = deliveries.list(webhook, state(status), WebhookCursor.delivery(cursor), size + 1);
        List<Delivery> page = found.subList(0, Math.min(size, found.size()));
        boolean more = found.size() > size;
        return new DeliveryPageBody(
                page.stream().map(DeliveryBody::of).toList(), more ? WebhookCursor.of(page.getLast()) : null, more);
    }

    /** One delivery. */
    @GET
    @Path("{id}/deliveries/{delivery}")
    public DeliveryBody delivery(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @RestPath UUID id,
            @RestPath UUID delivery) {
        return DeliveryBody.of(load(load(callers.identify(authorization), id), delivery));
    }

    /** Sends a delivery again under the id that it had: 202 with the new one; 409 while the webhook is disabled. */
    @POST
    @Path("{id}/deliveries/{delivery}/redeliver")
    public Response redeliver(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @RestPath UUID id,
            @RestPath UUID delivery) {
        Webhook webhook = load(callers.identify(authorization), id);
        Delivery sent = load(webhook, delivery);
        if (webhook.disabled().isPresent()) {
            throw MillraceException.conflict("the webhook is disabled: enable it first")
                    .withCode("webhook_disabled");
        }
        if (sent.state() == State.WAITING) {
            throw MillraceException.conflict("the delivery still waits to be sent")
                    .withCode("delivery_waiting");
        }
        return Response.accepted(DeliveryBody.of(deliveries.redeliver(sent))).build();
    }

    private NewWebhook wanted(Known known, @Nullable NewWebhookBody body) {
        if (body == null) {
            throw MillraceException.badRequest("a body is needed: {\"url\": ..., \"events\": [...]}");
        }
        Optional<UUID> repository = Optional.ofNullable(body.repository())
                .map(name -> callers.repository(known, name))
                .or(() -> known.reach().repositoryId());
        return new NewWebhook(
                known.reach().team(),
                repository,
                url(body.url()),
                events(body.events()),
                Optional.ofNullable(body.secret()),
                known.subject());
    }

    private static URI url(@Nullable String text) {
        if (text == null || text.isBlank()) {
            throw MillraceException.badRequest("'url' is needed").withCode("address_refused");
        }
        try {
            return new URI(text.strip());
        } catch (URISyntaxException e) {
            throw MillraceException.badRequest("'url' is no address: " + e.getReason())
                    .withCode("address_refused");
        }
    }

    private static List<WebhookEvent> events(@Nullable List<@Nullable String> names) {
        if (names == null || names.isEmpty()) {
            throw eventUnknown("'events' is needed");
        }
        return names.stream()
                .map(name -> Optional.ofNullable(name)
                        .flatMap(WebhookEvent::find)
                        .orElseThrow(() -> eventUnknown("there is no event '%s'".formatted(name))))
                .toList();
    }

    private static MillraceException eventUnknown(String problem) {
        String known =
                Arrays.stream(WebhookEvent.values()).map(WebhookEvent::wireName).collect(Collectors.joining(", "));
        return MillraceException.badRequest("%s; a webhook may have %s".formatted(problem, known))
                .withCode("event_unknown");
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

    private Webhook load(Known known, UUID id) {
        return webhooks.find(known.reach(), id).orElseThrow(() -> missing(id));
    }

    private Delivery load(Webhook webhook, UUID id) {
        return deliveries
                .find(webhook, id)
                .orElseThrow(() -> MillraceException.notFound(
                                "the webhook %s has no delivery %s".formatted(webhook.id(), id))
                        .withCode("delivery_missing"));
    }

    private WebhookBody body(Webhook webhook, @Nullable String secret) {
        return WebhookBody.of(webhook, callers.repositoryName(webhook).orElse(null), secret);
    }

    private static MillraceException secretRefused(String reason) {
        return MillraceException.badRequest(reason).withCode("secret_refused");
    }

    private static MillraceException missing(UUID id) {
        return MillraceException.notFound("there is no webhook " + id).withCode("webhook_missing");
    }
}
