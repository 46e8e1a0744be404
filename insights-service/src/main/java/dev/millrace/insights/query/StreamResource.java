package dev.millrace.insights.query;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;

import dev.millrace.insights.query.OpenScope.Found;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.http.WatchedOutput;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Live updates: an event whenever the numbers of a scope have changed, so that a dashboard knows when to ask again. */
@Path("/api/insights/metrics/stream")
@RunOnVirtualThread
@RolesAllowed({Roles.ORG_READ, Roles.GIT_READ})
class StreamResource {

    private static final String EVENTS = "text/event-stream";
    private static final Duration LONGEST_STREAM = Duration.ofMinutes(15);
    private static final Duration STALL = Duration.ofSeconds(20);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final int MOST_READERS = 200;

    private final Semaphore places = new Semaphore(MOST_READERS);

    private final CurrentCaller currentCaller;
    private final ReadQuery queries;
    private final OpenScope scopes;
    private final FollowScope followScope;
    private final Clock clock;

    StreamResource(
            CurrentCaller currentCaller, ReadQuery queries, OpenScope scopes, FollowScope followScope, Clock clock) {
        this.currentCaller = currentCaller;
        this.queries = queries;
        this.scopes = scopes;
        this.followScope = followScope;
        this.clock = clock;
    }

    /**
     * Events {@code changed} with the data version, the first at once unless {@code Last-Event-ID} has the version of now. Ends after
     * 15 minutes; a client connects again. 503 when too many readers follow.
     */
    @GET
    @Produces(EVENTS)
    @Parameter(name = "scope", in = QUERY, description = "As for the metrics, with repository and organization")
    public Response follow(
            @Context UriInfo uri,
            @HeaderParam("Last-Event-ID") @Nullable String last,
            @Context RoutingContext context) {
        Caller caller = currentCaller.load();
        MetricQuery query = queries.read(caller, uri.getQueryParameters(), clock.instant());
        Found scope = scopes.find(caller, query);
        Runnable release = take();
        context.addEndHandler(ended -> release.run());
        StreamingOutput body = output -> {
            // closed only after success: a response that broke off must not look complete
            var watched = new WatchedOutput(output, context, STALL);
            try {
                followScope.follow(
                        caller.team(),
                        scope,
                        Optional.ofNullable(last),
                        LONGEST_STREAM,
                        watched,
                        () -> context.response().closed());
                watched.close();
            } catch (InterruptedException e) {
                // the service stops; the reader connects to another instance
                Thread.currentThread().interrupt();
                throw new IOException("this instance stops", e);
            } finally {
                release.run();
            }
        };
        return Response.ok(body)
                .type(EVENTS)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                // a proxy that buffers would hold events back
                .header("X-Accel-Buffering", "no")
                .build();
    }

    private Runnable take() {
        if (!places.tryAcquire()) {
            throw MillraceException.of(
                            ErrorKind.CAPACITY,
                            503,
                            "%d readers follow metrics here, which is the limit".formatted(MOST_READERS))
                    .withCode("stream_readers")
                    .withRetryAfter(RETRY_AFTER);
        }
        var taken = new AtomicBoolean(true);
        return () -> {
            if (taken.compareAndSet(true, false)) {
                places.release();
            }
        };
    }
}
