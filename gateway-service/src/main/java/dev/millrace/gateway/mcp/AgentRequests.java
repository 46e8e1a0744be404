package dev.millrace.gateway.mcp;

import dev.millrace.gateway.route.ForwardedFor;
import dev.millrace.gateway.route.OwnerClient.Origin;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.http.EarlyResponses;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.TokenVerifier;
import dev.millrace.kit.identity.TokenVerifier.Verification;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs before the library that speaks the protocol: verifies the token of a request and reads which tools its address chooses. Nobody
 * without a valid token gets to the library, and requests that would open a stream or end a session are refused (405), as the protocol
 * allows: there are neither streams nor sessions here.
 */
@ApplicationScoped
class AgentRequests {

    static final String PATH = "/mcp";

    private static final String BELOW = PATH + "/*";
    /** After requests for other services were forwarded, and before bodies are read. */
    private static final int EARLY = Integer.MIN_VALUE + 1_500;

    private static final String KEY = AgentRequest.class.getName();
    private static final String SESSION = "Mcp-Session-Id";
    private static final String BEARER = "Bearer ";
    private static final long MOST_BYTES = 8 << 20;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final TokenVerifier verifier;
    private final EarlyResponses responses;
    private final ForwardedFor forwarded;
    private final int atOnce;
    private final AtomicInteger open = new AtomicInteger();

    AgentRequests(TokenVerifier verifier, EarlyResponses responses, ForwardedFor forwarded, McpConfig config) {
        this.verifier = verifier;
        this.responses = responses;
        this.forwarded = forwarded;
        this.atOnce = config.atOnce();
    }

    /** What was found out about a request; empty for others than those of agents. */
    static Optional<AgentRequest> find(@Nullable RoutingContext context) {
        return context == null ? Optional.empty() : Optional.ofNullable(context.get(KEY));
    }

    void onStart(@Observes Router router) {
        router.route(BELOW).order(EARLY).handler(this::handle);
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!context.normalizedPath().equals(PATH)) {
            responses.send(request, 404, "there is nothing at this path");
        } else if (!request.method().equals(HttpMethod.POST)) {
            request.response().putHeader(HttpHeaders.ALLOW, "POST");
            responses.send(request, 405, "this server answers each message in the response to its POST");
        } else if (isTooLong(request.getHeader(HttpHeaders.CONTENT_LENGTH))) {
            responses.send(request, 413, "a message has more than %d bytes".formatted(MOST_BYTES));
        } else {
            choose(context);
        }
    }

    private static boolean isTooLong(@Nullable String length) {
        try {
            return length != null && Long.parseLong(length) > MOST_BYTES;
        } catch (NumberFormatException e) {
            return true;
        }
    }

    private void choose(RoutingContext context) {
        ToolChoice choice;
        try {
            choice = ToolChoice.of(parameters(context.queryParams()));
        } catch (MillraceException e) {
            responses.send(context.request(), 400, String.valueOf(e.getMessage()));
            return;
        }
        if (open.incrementAndGet() > atOnce) {
            open.decrementAndGet();
            responses.send(context.request(), 503, "too many requests of agents at once", RETRY_AFTER);
            return;
        }
        context.addEndHandler(ended -> open.decrementAndGet());
        authenticate(context, choice);
    }

    private static Map<String, List<String>> parameters(MultiMap query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        query.names().forEach(name -> parameters.put(name, query.getAll(name)));
        return parameters;
    }

    private void authenticate(RoutingContext context, ToolChoice choice) {
        HttpServerRequest request = context.request();
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            unauthenticated(request, "a token is needed, as Bearer: none was sent");
            return;
        }
        // verifying reads keys, and computes a signature
        request.pause();
        context.vertx()
                .executeBlocking(
                        () -> verifier.verify(
                                authorization.substring(BEARER.length()).strip()),
                        false)
                .onComplete(verified -> {
                    request.resume();
                    if (verified.failed()) {
                        responses.send(request, 503, "tokens cannot be verified now", RETRY_AFTER);
                        return;
                    }
                    switch (verified.result()) {
                        case Verification.Rejected(String reason) -> unauthenticated(request, reason);
                        case Verification.Verified(Caller caller) -> {
                            context.put(KEY, new AgentRequest(caller, choice, origin(context, authorization)));
                            // clients that were given an id would send it to an instance that does not know it
                            context.addHeadersEndHandler(
                                    head -> context.response().headers().remove(SESSION));
                            context.next();
                        }
                    }
                });
    }

    private void unauthenticated(HttpServerRequest request, String reason) {
        request.response().putHeader("WWW-Authenticate", "Bearer realm=\"millrace\"");
        responses.send(request, 401, reason);
    }

    private Origin origin(RoutingContext context, String authorization) {
        Map<String, String> headers = new LinkedHashMap<>(forwarded.headers(context.request()));
        headers.put(HttpHeaders.AUTHORIZATION.toString(), authorization);
        return new Origin(
                headers,
                gone -> context.addEndHandler(ended -> {
                    if (ended.failed()) {
                        gone.run();
                    }
                }));
    }
}
