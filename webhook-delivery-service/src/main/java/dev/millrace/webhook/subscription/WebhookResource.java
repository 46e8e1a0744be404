package dev.millrace.webhook.subscription;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Roles;
import dev.millrace.kit.time.StoredTime;
import dev.millrace.webhook.access.IdentifiedCaller;
import dev.millrace.webhook.access.IdentifyCaller;
import dev.millrace.webhook.access.KnownRepository;
import dev.millrace.webhook.access.VisibleWebhooks;
import dev.millrace.webhook.cdevents.CdEventType;
import dev.millrace.webhook.page.Cursor;
import dev.millrace.webhook.subscription.EventSelection.CdEvents;
import dev.millrace.webhook.subscription.EventSelection.CodeStorageEvents;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
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
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Webhooks over JSON, {@code /api/v1/webhooks}. Webhooks outside the caller's reach are not found. */
@Path("/api/v1/webhooks")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.REPO_WRITE)
class WebhookResource {

    private static final int LARGEST_PAGE = 100;
    private static final List<String> CODE_STORAGE_EVENTS =
            Arrays.stream(WebhookEvent.values()).map(WebhookEvent::wireName).toList();
    private static final List<String> CDEVENTS =
            CdEventType.projected().stream().map(CdEventType::wireName).toList();

    private final IdentifyCaller identifyCaller;
    private final Webhooks webhooks;

    WebhookResource(IdentifyCaller identifyCaller, Webhooks webhooks) {
        this.identifyCaller = identifyCaller;
        this.webhooks = webhooks;
    }

    /**
     * Creates a webhook: 201 with its secret; 400 for an invalid address, format, event or secret; 403 without a repository for a
     * caller that does not read all of them; 404 if there is no such repository; 409 if there is a webhook with the same address and format for the same repository, or the team has too
     * many.
     */
    @POST
    public Response create(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @Nullable NewWebhookBody body) {
        IdentifiedCaller caller = identifyCaller.handle(authorization);
        return switch (webhooks.create(read(caller, authorization, body))) {
            case CreateOutcome.Created(Webhook created, String secret) ->
                Response.status(Response.Status.CREATED)
                        .entity(WebhookBody.of(created, secret))
                        .build();
            case CreateOutcome.AddressRefused(String reason) ->
                throw MillraceException.badRequest(reason).withCode("address_refused");
            case CreateOutcome.SecretRefused(String reason) -> throw secretRefused(reason);
            case CreateOutcome.Exists exists ->
                throw MillraceException.conflict("there is a webhook with this address already")
                        .withCode("webhook_exists");
            case CreateOutcome.RepositoryMissing(String name) ->
                throw MillraceException.notFound("the repository '%s' was deleted".formatted(name))
                        .withCode("repository_missing");
            case CreateOutcome.TooMany(int limit) ->
                throw MillraceException.conflict("a team may have %d webhooks".formatted(limit))
                        .withCode("webhook_limit");
        };
    }

    /**
     * The caller's webhooks, oldest first.
     *
     * @param repository name or id; only webhooks of this one
     */
    @GET
    public WebhookPageBody list(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @QueryParam("repository") @Nullable String repository,
            @QueryParam("cursor") @DefaultValue("") String cursor,
            @QueryParam("limit") @DefaultValue("20") int limit) {
        IdentifiedCaller caller = identifyCaller.handle(authorization);
        VisibleWebhooks reach = repository == null
                ? caller.reach()
                : new VisibleWebhooks(
                        caller.team(),
                        Optional.of(identifyCaller
                                .repository(caller, authorization, repository)
                                .id()),
                        caller.visible());
        int size = Math.clamp(limit, 1, LARGEST_PAGE);
        List<Webhook> found = webhooks.list(reach, Cursor.read(cursor, WebhookResource::position), size + 1);
        List<Webhook> page = found.subList(0, Math.min(size, found.size()));
        boolean more = found.size() > size;
        return new WebhookPageBody(
                page.stream().map(webhook -> WebhookBody.of(webhook, null)).toList(),
                more
                        ? Cursor.of(page.getLast().createdAt() + "/"
                                + page.getLast().id())
                        : null,
                more);
    }

    /** One webhook. */
    @GET
    @Path("{id}")
    public WebhookBody find(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @RestPath UUID id) {
        return WebhookBody.of(webhooks.load(identifyCaller.handle(authorization).reach(), id), null);
    }

    /** Deletes it, with its deliveries, sent and waiting: 204. */
    @DELETE
    @Path("{id}")
    public Response delete(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @RestPath UUID id) {
        IdentifiedCaller caller = identifyCaller.handle(authorization);
        if (!webhooks.delete(caller.reach(), id, caller.subject())) {
            throw Webhooks.missing(id);
        }
        return Response.noContent().build();
    }

    /** Replaces the secret; every attempt from now on is signed with the new one. */
    @POST
    @Path("{id}/rotate-secret")
    public WebhookBody rotate(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @RestPath UUID id,
            @Nullable SecretBody body) {
        IdentifiedCaller caller = identifyCaller.handle(authorization);
        Optional<String> secret = Optional.ofNullable(body).map(SecretBody::secret);
        return switch (webhooks.rotate(caller.reach(), id, secret, caller.subject())) {
            case RotateOutcome.Rotated(Webhook webhook, String current) -> WebhookBody.of(webhook, current);
            case RotateOutcome.SecretRefused(String reason) -> throw secretRefused(reason);
            case RotateOutcome.Missing missing -> throw Webhooks.missing(id);
        };
    }

    /** Disables it: nothing more is sent, and waiting deliveries stay. */
    @POST
    @Path("{id}/disable")
    public WebhookBody disable(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @RestPath UUID id) {
        IdentifiedCaller caller = identifyCaller.handle(authorization);
        String reason = "disabled by " + (caller.subject().isEmpty() ? "a member of the team" : caller.subject());
        return webhooks.disable(caller.reach(), id, reason, caller.subject())
                .map(webhook -> WebhookBody.of(webhook, null))
                .orElseThrow(() -> Webhooks.missing(id));
    }

    /** Enables it again: waiting deliveries are sent first. */
    @POST
    @Path("{id}/enable")
    public WebhookBody enable(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @RestPath UUID id) {
        IdentifiedCaller caller = identifyCaller.handle(authorization);
        return webhooks.enable(caller.reach(), id, caller.subject())
                .map(webhook -> WebhookBody.of(webhook, null))
                .orElseThrow(() -> Webhooks.missing(id));
    }

    private NewWebhook read(IdentifiedCaller caller, @Nullable String authorization, @Nullable NewWebhookBody body) {
        if (body == null) {
            throw MillraceException.badRequest("a body is needed: {\"url\": ..., \"events\": [...]}");
        }
        Optional<KnownRepository> repository = Optional.ofNullable(body.repository())
                .map(name -> identifyCaller.repository(caller, authorization, name))
                .or(caller::repository);
        if (repository.isEmpty() && !caller.visible().areAll()) {
            throw MillraceException.forbidden("a webhook of all repositories needs a caller who reads all of them:"
                            + " 'repository' is needed")
                    .withCode("repository_needed");
        }
        return new NewWebhook(
                caller.team(),
                repository,
                url(body.url()),
                selection(body),
                Optional.ofNullable(body.secret()),
                caller.subject());
    }

    private static Webhooks.After position(String text) {
        String[] parts = text.split("/", 2);
        return new Webhooks.After(StoredTime.parse(parts[0]), UUID.fromString(parts[parts.length - 1]));
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

    private static EventSelection selection(NewWebhookBody body) {
        return switch (format(body.format())) {
            case CODE_STORAGE -> new CodeStorageEvents(events(body.events(), WebhookEvent::find, CODE_STORAGE_EVENTS));
            case CDEVENTS ->
                new CdEvents(
                        body.events() == null
                                ? CdEventType.projected()
                                : events(body.events(), CdEventType::find, CDEVENTS));
        };
    }

    private static WebhookFormat format(@Nullable String name) {
        return name == null
                ? WebhookFormat.CODE_STORAGE
                : WebhookFormat.find(name)
                        .orElseThrow(() -> MillraceException.badRequest(
                                        "'format' is code-storage or cdevents, not '%s'".formatted(name))
                                .withCode("format_unknown"));
    }

    private static <E> List<E> events(
            @Nullable List<@Nullable String> names, Function<String, Optional<E>> find, List<String> known) {
        if (names == null || names.isEmpty()) {
            throw eventUnknown("'events' is needed", known);
        }
        return names.stream()
                .map(name -> Optional.ofNullable(name)
                        .flatMap(find)
                        .orElseThrow(() -> eventUnknown("there is no event '%s'".formatted(name), known)))
                .toList();
    }

    private static MillraceException eventUnknown(String problem, List<String> known) {
        return MillraceException.badRequest("%s; a webhook may have %s".formatted(problem, String.join(", ", known)))
                .withCode("event_unknown");
    }

    private static MillraceException secretRefused(String reason) {
        return MillraceException.badRequest(reason).withCode("secret_refused");
    }
}
