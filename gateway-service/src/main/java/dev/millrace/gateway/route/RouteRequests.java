package dev.millrace.gateway.route;

import dev.millrace.gateway.route.ForwardingHeaders.Asker;
import dev.millrace.gateway.route.RouteOutcome.Forward;
import dev.millrace.gateway.route.RouteOutcome.Own;
import dev.millrace.gateway.route.RouteOutcome.Refused;
import dev.millrace.gateway.token.TokenUses;
import dev.millrace.kit.http.EarlyResponses;
import dev.millrace.kit.http.GatewayToken;
import dev.millrace.kit.request.RequestLabel;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs before every other handler: forwards requests for other services, refuses ambiguous paths, and
 * passes the rest to the gateway's own resources. It runs before anything could read the body, so a push of any size
 * streams through; only the owner of a path limits the size of bodies.
 */
@ApplicationScoped
class RouteRequests {

    private static final Logger LOG = Logger.getLogger(RouteRequests.class);

    /** Before every handler of Quarkus, including the one that limits bodies. */
    private static final int FIRST = Integer.MIN_VALUE + 1_000;

    private static final int LAST = Integer.MAX_VALUE;
    private static final int CONNECTIONS_TO_ONE_SERVICE = 512;
    private static final int WAITING_FOR_A_CONNECTION = 1_000;
    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
    /** Silence on both sides; git may compute for minutes before it sends anything. */
    private static final int SILENCE_SECONDS = 15 * 60;

    private static final String WEBHOOKS = "/webhooks";
    private static final String SIGN_IN = "/ui/sign-in";
    private static final String FOREIGN = "a page of another site sent this request, or a client without Origin";
    private static final Duration NO_DEADLINE = Duration.ofDays(365);
    private static final long CHECK_MILLIS = 250;

    private final EarlyResponses responses;
    private final RateLimits rates;
    private final CrossOrigin crossOrigin;
    private final SessionCookie cookie;
    private final SessionTokens sessions;
    private final TokenUses uses;
    private final boolean trustForwarded;
    private final Map<Upstream, ForwardRoute> routes = new EnumMap<>(Upstream.class);

    /**
     * Creates the HTTP client for the services.
     *
     * @param trustForwarded whether {@code X-Forwarded-*} headers of a proxy in front of the gateway are trusted
     */
    RouteRequests(
            Vertx vertx,
            UpstreamAddresses addresses,
            EarlyResponses responses,
            RateLimits rates,
            CrossOrigin crossOrigin,
            SessionCookie cookie,
            SessionTokens sessions,
            TokenUses uses,
            ServiceInstances instances,
            GatewayToken token,
            UploadConfig uploads,
            @ConfigProperty(name = "millrace.gateway.trust-forwarded", defaultValue = "false") boolean trustForwarded) {
        this.responses = responses;
        this.rates = rates;
        this.crossOrigin = crossOrigin;
        this.cookie = cookie;
        this.sessions = sessions;
        this.uses = uses;
        this.trustForwarded = trustForwarded;
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(CONNECTIONS_TO_ONE_SERVICE)
                .setMaxWaitQueueSize(WAITING_FOR_A_CONNECTION)
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setIdleTimeout(SILENCE_SECONDS)
                .setMaxHeaderSize(64 * 1024)
                .setMaxInitialLineLength(16 * 1024)
                .setDecompressionSupported(false)
                .setReuseAddress(true));
        for (Upstream upstream : Upstream.values()) {
            routes.put(
                    upstream, route(client, upstream, addresses.of(upstream), instances.of(upstream), token, uploads));
        }
        vertx.setPeriodic(CHECK_MILLIS, tick -> {
            long now = System.nanoTime();
            routes.values().forEach(route -> route.uploads().check(now));
        });
    }

    private ForwardRoute route(
            HttpClient client,
            Upstream upstream,
            URI address,
            Instances instances,
            GatewayToken token,
            UploadConfig uploads) {
        RequestOptions target = new RequestOptions()
                .setHost(address.getHost())
                .setPort(ServiceInstances.port(address))
                .setSsl(false);
        // a webhook arrives within milliseconds; an upload of another kind may pause for a moment
        boolean webhooks = upstream == Upstream.INGEST;
        Duration keptWhileSilent = webhooks ? Duration.ZERO : Duration.ofSeconds(1);
        return new ForwardRoute(
                upstream,
                client,
                target,
                instances,
                new OpenUploads(uploads.atOnce(), uploads.perSender(), keptWhileSilent),
                responses,
                token,
                uploads.stall(),
                webhooks ? uploads.webhookDeadline() : NO_DEADLINE);
    }

    void onStart(@Observes Router router) {
        router.route().order(FIRST).handler(this::handle);
        router.route()
                .order(LAST)
                .handler(context -> responses.send(context.request(), 404, "there is nothing at this path"));
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        String uri = request.uri();
        int query = uri.indexOf('?');
        RouteOutcome route = RouteTable.find(request.method().name(), query < 0 ? uri : uri.substring(0, query));
        Optional<Duration> wait = admit(route, uri, request);
        if (respondsToPage(context)) {
            return;
        }
        if (wait.isPresent()) {
            responses.send(request, 429, "too many requests in a short time", wait.get());
            return;
        }
        SentToken.of(request.getHeader(HttpHeaders.AUTHORIZATION)).ifPresent(uses::used);
        authenticate(context, route);
    }

    /** Lets pages of other sites read the response, if they may; true if the request only asks whether they may. */
    private boolean respondsToPage(RoutingContext context) {
        HttpServerRequest request = context.request();
        @Nullable String origin = request.getHeader(HttpHeaders.ORIGIN);
        boolean isPreflight = CrossOrigin.isPreflight(request.method().name(), request.headers());
        if (origin == null || !crossOrigin.allows(origin)) {
            if (isPreflight) {
                responses.send(
                        request, 403, "pages of this origin may not call: millrace.gateway.cors.origins decides");
            }
            return isPreflight;
        }
        context.addHeadersEndHandler(
                head -> crossOrigin.expose(origin, context.response().headers()));
        if (isPreflight) {
            crossOrigin.permit(
                    request.getHeader("Access-Control-Request-Headers"),
                    context.response().headers());
            context.response().setStatusCode(204).end();
        }
        return isPreflight;
    }

    /** Puts a token in the place of the cookie of a session, so that the services need to know tokens only. */
    private void authenticate(RoutingContext context, RouteOutcome route) {
        HttpServerRequest request = context.request();
        Optional<String> secret = request.headers().contains(HttpHeaders.AUTHORIZATION)
                ? Optional.empty()
                : cookie.find(request.headers());
        if (secret.isEmpty()) {
            if (isSignIn(request) && !isSameOrigin(request)) {
                responses.send(request, 403, FOREIGN);
                return;
            }
            pass(context, route);
            return;
        }
        request.pause();
        context.vertx()
                .executeBlocking(() -> sessions.find(secret.get()), false)
                .onComplete(found -> {
                    request.resume();
                    if (found.failed()) {
                        LOG.warnf("a session could not be read: %s", found.cause());
                        responses.send(request, 503, "the session cannot be verified now; try again in a moment");
                    } else if (found.result().isPresent() && !isSameOrigin(request)) {
                        responses.send(request, 403, FOREIGN);
                    } else {
                        found.result()
                                .ifPresent(
                                        token -> request.headers().set(HttpHeaders.AUTHORIZATION, "Bearer " + token));
                        pass(context, route);
                    }
                });
    }

    /** A page of another site must not sign a browser in, either: there is no cookie yet that it could abuse. */
    private static boolean isSignIn(HttpServerRequest request) {
        return SIGN_IN.equals(request.path()) && !request.headers().contains(HttpHeaders.AUTHORIZATION);
    }

    private static boolean isSameOrigin(HttpServerRequest request) {
        return SameOrigin.allows(
                request.method().name(),
                request.getHeader("Sec-Fetch-Site"),
                request.getHeader("Origin"),
                request.authority() == null ? null : request.authority().toString());
    }

    private void pass(RoutingContext context, RouteOutcome route) {
        HttpServerRequest request = context.request();
        switch (route) {
            case Own own -> context.next();
            case Refused(String reason) -> responses.send(request, 400, reason);
            case Forward(Upstream upstream, boolean forGit) -> {
                RequestLabel.set(request, upstream.label());
                cookie.remove(request.headers());
                ForwardedExchange.start(
                        Objects.requireNonNull(routes.get(upstream)), forGit, context, asker(request), trustForwarded);
            }
        }
    }

    /** A forge sends webhooks of all its repositories from few addresses; ingest has limits of its own for them. */
    private Optional<Duration> admit(RouteOutcome route, String uri, HttpServerRequest request) {
        if (route instanceof Forward(Upstream upstream, boolean forGit)
                && upstream == Upstream.INGEST
                && uri.startsWith(WEBHOOKS)) {
            return Optional.empty();
        }
        return rates.admit(
                request.getHeader(HttpHeaders.AUTHORIZATION),
                ForwardingHeaders.sender(request.headers(), asker(request), trustForwarded));
    }

    private static Asker asker(HttpServerRequest from) {
        String host = from.authority() == null ? "" : from.authority().toString();
        return new Asker(from.remoteAddress().hostAddress(), from.isSSL() ? "https" : "http", host);
    }
}
