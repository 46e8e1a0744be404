package dev.millrace.kit.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Runs before every other handler of a service. Rejects headers that two components could interpret differently or that are
 * too long, and makes sure that a response sent before the end of its request reaches the client.
 */
@ApplicationScoped
class RequestGuard {

    private static final int BEFORE_ALL = Integer.MIN_VALUE;

    /** After the gateway has forwarded a request, and before the framework checks the same limit. */
    private static final int BEFORE_LIMIT = Integer.MIN_VALUE + 2_000;

    /**
     * Bytes of a path after percent-decoding: a repository name of 255, a ref of 255 and the rest of a route fit. The
     * longest escaped form is three times as long.
     */
    private static final int LONGEST_PATH = 768;

    private static final Pattern JSON =
            Pattern.compile("\\s*application/([\\w.-]+\\+)?json\\b", Pattern.CASE_INSENSITIVE);
    private static final String LIMITED = RequestGuard.class.getName();

    private final EarlyResponses responses;
    private final Duration jsonDeadline;
    private final long largestBody;

    @Inject
    RequestGuard(
            EarlyResponses responses,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size", defaultValue = "10240K")
                    MemorySize largestBody) {
        this(responses, Duration.ofSeconds(30), largestBody.asLongValue());
    }

    /**
     * Stores the limits.
     *
     * @param jsonDeadline how long a JSON body may take: it is read before anything else happens
     * @param largestBody bytes that a body may have
     */
    RequestGuard(EarlyResponses responses, Duration jsonDeadline, long largestBody) {
        this.responses = responses;
        this.jsonDeadline = jsonDeadline;
        this.largestBody = largestBody;
    }

    void onStart(@Observes Router router) {
        router.route().order(BEFORE_ALL).handler(this::check);
        router.route().order(BEFORE_LIMIT).handler(this::limitLength);
    }

    /** The framework closes the connection with its response, which a client then may not see, see {@link UnreadBody}. */
    private void limitLength(RoutingContext context) {
        @Nullable String length = context.request().getHeader("Content-Length");
        if (length != null && isTooLong(length)) {
            responses.send(context.request(), 413, "the body is larger than %d bytes".formatted(largestBody));
        } else {
            context.next();
        }
    }

    private boolean isTooLong(String length) {
        try {
            return Long.parseLong(length) > largestBody;
        } catch (NumberFormatException notANumber) {
            return true;
        }
    }

    void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        UnreadBody.watch(context);
        if (decodedLength(request.path()) > LONGEST_PATH) {
            responses.send(request, 414, "the path is longer than %d bytes".formatted(LONGEST_PATH));
        } else if (request.headers().getAll("Authorization").stream().distinct().count() > 1) {
            // RFC 9110, 5.3 and 11.6.2: not a list, so one component would trust the first and another the last
            responses.send(request, 400, "the request has two different Authorization headers");
        } else if (request.uri().contains("%00")) {
            responses.send(request, 400, "the address holds a NUL character");
        } else {
            limitJson(context);
            context.next();
        }
    }

    /** Bodies of other kinds are streamed by resources that have limits of their own. */
    private void limitJson(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!mayBeJson(request) || request.isEnded() || context.get(LIMITED) != null) {
            return;
        }
        context.put(LIMITED, true);
        long timer = context.vertx().setTimer(jsonDeadline.toMillis(), overdue -> {
            if (!request.isEnded()) {
                responses.send(request, 408, "the request body did not arrive in time");
            }
        });
        context.addEndHandler(ended -> context.vertx().cancelTimer(timer));
    }

    /** Without a type, a body is taken for JSON, too; uploads of large files use PUT. */
    private static boolean mayBeJson(HttpServerRequest request) {
        @Nullable String type = request.getHeader("Content-Type");
        return type == null
                ? UnreadBody.isAnnounced(request) && !request.method().equals(HttpMethod.PUT)
                : JSON.matcher(type).lookingAt();
    }

    private static int decodedLength(@Nullable String path) {
        if (path == null) {
            return 0;
        }
        int length = path.length();
        for (int at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 1)) {
            length -= 2;
        }
        return length;
    }
}
