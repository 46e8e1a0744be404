package dev.millrace.ingest.delivery;

import dev.millrace.ingest.IngestConfig;
import dev.millrace.ingest.delivery.BodyOutcome.Complete;
import dev.millrace.ingest.delivery.BodyOutcome.Disconnected;
import dev.millrace.ingest.delivery.BodyOutcome.NoRoom;
import dev.millrace.ingest.delivery.BodyOutcome.TooLong;
import dev.millrace.ingest.delivery.BodyOutcome.TooSlow;
import dev.millrace.ingest.delivery.DeliveryOutcome.BadSignature;
import dev.millrace.ingest.delivery.DeliveryOutcome.ConnectionsUnread;
import dev.millrace.ingest.delivery.DeliveryOutcome.Greeted;
import dev.millrace.ingest.delivery.DeliveryOutcome.Malformed;
import dev.millrace.ingest.delivery.DeliveryOutcome.Repeated;
import dev.millrace.ingest.delivery.DeliveryOutcome.StoreUnavailable;
import dev.millrace.ingest.delivery.DeliveryOutcome.Stored;
import dev.millrace.ingest.delivery.IncomingBodies.Share;
import dev.millrace.ingest.forge.Forge;
import dev.millrace.ingest.hook.DeliveryVerifier;
import dev.millrace.ingest.hook.HookConnection;
import dev.millrace.ingest.hook.HookConnections;
import dev.millrace.ingest.hook.HookHeaders;
import dev.millrace.ingest.hook.UnknownConnection;
import dev.millrace.ingest.hook.Verification;
import dev.millrace.ingest.hook.Verifiers;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.log.LogFields;
import dev.millrace.kit.meter.OutcomeLabel;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Where webhooks arrive: those of GitHub and, at addresses of their own, those of the forges that teams connected. The address
 * decides which forge a delivery is from. Any 2xx promises that the delivery is on disk.
 *
 * <p>202 stored, or already known; 200 for a ping; 400 signed but unreadable; 401 not signed by us; 404 nothing is connected
 * to the address, after as much work as for 401; 408 body too slow; 413
 * too long; 415 neither JSON nor form; 503 with {@code Retry-After} when it cannot be stored or verified now. Nothing of a body is read
 * before the head has passed every check that needs no body, and the framework reads none of it: it has no bound on what it
 * buffers.
 */
@Path("/webhooks")
@Produces(MediaType.APPLICATION_JSON)
@PermitAll
class DeliveryResource {

    /** Segments that may be allocated but not filled. */
    private static final long SEGMENTS = 128 * 1024;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final AcceptDelivery acceptDelivery;
    private final HookConnections connections;
    private final MeterRegistry meters;
    private final Clock clock;
    private final long maxBody;
    private final Duration timeout;
    private final Duration bodyDeadline;
    private final IncomingBodies bodies;
    private final Semaphore places;

    DeliveryResource(
            AcceptDelivery acceptDelivery,
            HookConnections connections,
            IngestConfig config,
            MeterRegistry meters,
            Clock clock) {
        this.acceptDelivery = acceptDelivery;
        this.connections = connections;
        this.meters = meters;
        this.clock = clock;
        this.maxBody = config.maxBody().asLongValue();
        this.timeout = config.acquireTimeout();
        long third = Runtime.getRuntime().maxMemory() / 3;
        this.bodyDeadline = config.bodyDeadline();
        this.bodies = new IncomingBodies(
                Math.max(
                        maxBody + SEGMENTS,
                        config.bodyMemory().map(size -> size.asLongValue()).orElse(third)),
                config.bodies(),
                config.bodiesPerSender());
        this.places = new Semaphore(config.concurrency(), true);
    }

    @POST
    @Path("/github")
    @RunOnVirtualThread
    public Response receive(@Context HttpHeaders headers, @Context RoutingContext context) {
        var single = new HookHeaders(single(headers));
        return receive(connections.gitHub(single), single, context);
    }

    /**
     * A delivery through a connection of a team.
     *
     * @param forge name of the kind of forge; 404 if there is no such kind
     */
    @POST
    @Path("/{team}/{forge}")
    @RunOnVirtualThread
    public Response receive(
            @PathParam("team") String team,
            @PathParam("forge") String forge,
            @Context HttpHeaders headers,
            @Context RoutingContext context) {
        Forge kind = Forge.ofTeam(forge)
                .orElseThrow(
                        () -> MillraceException.notFound("'%s' is not one of %s".formatted(forge, Forge.ofTeams())));
        HookConnection connection = connections.find(team, kind).orElseGet(() -> UnknownConnection.of(kind));
        return receive(connection, new HookHeaders(single(headers)), context);
    }

    private Response receive(HookConnection connection, HookHeaders single, RoutingContext context) {
        var timer = Timer.start(meters);
        single.find("X-GitHub-Delivery")
                .filter(DeliveryId::isGuid)
                .ifPresent(guid -> LogFields.put(LogFields.DELIVERY_ID, guid));
        String event =
                EventLabel.of(Verifiers.of(connection.forge()).event(single).orElse(""));
        String outcome = "failed";
        try {
            DeliveryOutcome decided = take(connection, single, context.request());
            if (!connections.areAllKnown()) {
                decided = decided.whileConnectionsAreRead();
            }
            outcome = OutcomeLabel.of(decided);
            return answer(decided);
        } catch (MillraceException e) {
            outcome = "refused_" + e.status();
            throw e;
        } finally {
            timer.stop(Timer.builder("millrace.ingest.deliveries")
                    .description("deliveries received, until the response")
                    .tag("event", event)
                    .tag("outcome", outcome)
                    .register(meters));
        }
    }

    private DeliveryOutcome take(HookConnection connection, HookHeaders headers, HttpServerRequest request) {
        // each of these is known before the body is read, and keeps an unauthenticated caller from sending one
        DeliveryVerifier verifier = Verifiers.of(connection.forge());
        if (!DeliveryBytes.isReadable(headers.find("content-type").orElse(""))) {
            throw MillraceException.of(
                    ErrorKind.CALLER, 415, "a delivery is application/json or application/x-www-form-urlencoded");
        }
        long longest = Math.min(maxBody, verifier.longestBody());
        if (declaredLength(headers) > longest) {
            throw tooLong(longest);
        }
        Optional<Verification.NoProof> missing = verifier.missing(headers);
        if (missing.isPresent()) {
            return AcceptDelivery.refused(connection, missing.get().rule());
        }
        CompletableFuture<BodyOutcome> reading = new CompletableFuture<>();
        try (Share share = bodies.open(sender(headers, request), () -> reading.complete(new NoRoom()))) {
            BodyReception.start(request, longest, share, bodyDeadline, reading);
            return switch (reading.join()) {
                case Complete(ReceivedBody body) -> store(new WebhookCall(connection, headers, body, clock.instant()));
                case TooLong tooLong -> throw tooLong(longest);
                case TooSlow tooSlow ->
                    throw MillraceException.of(
                            ErrorKind.CALLER, 408, "the body was not complete after %s".formatted(bodyDeadline));
                case NoRoom noRoom -> throw busy();
                case Disconnected disconnected ->
                    throw MillraceException.badRequest("the request ended before its body was complete");
            };
        }
    }

    /** The address that the gateway recorded: the last one, or the one before it where a trusted proxy added its own. */
    private static String sender(HookHeaders headers, HttpServerRequest request) {
        String[] hops = headers.find("x-forwarded-for").orElse("").split(",");
        String hop = hops[Math.max(0, hops.length - 2)].strip();
        return hop.isEmpty() ? request.remoteAddress().hostAddress() : hop;
    }

    private DeliveryOutcome store(WebhookCall call) {
        try {
            if (!places.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        }
        try {
            return acceptDelivery.handle(call);
        } finally {
            places.release();
        }
    }

    private Response answer(DeliveryOutcome outcome) {
        return switch (outcome) {
            case Stored stored -> Response.accepted(new DeliveryBody("stored")).build();
            case Repeated repeated ->
                Response.accepted(new DeliveryBody("known already")).build();
            case Greeted greeted ->
                Response.ok(new DeliveryBody("hook verified")).build();
            case Malformed(String reason) -> throw MillraceException.badRequest(reason);
            case BadSignature(String rule) -> throw MillraceException.unauthorized(rule);
            case DeliveryOutcome.UnknownConnection unknown ->
                throw MillraceException.notFound("nothing is connected to this address");
            case ConnectionsUnread unread ->
                throw MillraceException.of(
                                ErrorKind.CAPACITY, 503, "the connections to forges have not all been read yet")
                        .withRetryAfter(RETRY_AFTER);
            case StoreUnavailable unavailable ->
                throw MillraceException.of(ErrorKind.CAPACITY, 503, "the delivery cannot be stored now")
                        .withRetryAfter(RETRY_AFTER);
        };
    }

    private static MillraceException tooLong(long longest) {
        return MillraceException.of(ErrorKind.CALLER, 413, "a delivery has at most %d bytes".formatted(longest));
    }

    private static MillraceException busy() {
        return MillraceException.of(ErrorKind.CAPACITY, 503, "too many deliveries at once")
                .withRetryAfter(RETRY_AFTER);
    }

    private static long declaredLength(HookHeaders headers) {
        try {
            return Long.parseLong(headers.find("content-length").orElse("-1"));
        } catch (NumberFormatException e) {
            throw MillraceException.badRequest("Content-Length is not a number");
        }
    }

    private static Map<String, String> single(HttpHeaders headers) {
        Map<String, String> single = new HashMap<>();
        for (Map.Entry<String, List<String>> header :
                headers.getRequestHeaders().entrySet()) {
            if (!header.getValue().isEmpty()) {
                single.put(
                        header.getKey().toLowerCase(Locale.ROOT),
                        header.getValue().getFirst());
            }
        }
        return single;
    }
}
