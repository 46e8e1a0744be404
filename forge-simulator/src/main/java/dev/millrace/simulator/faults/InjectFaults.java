package dev.millrace.simulator.faults;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Runs before the REST API and Git, and makes calls fail; the control API and health are not affected. */
@ApplicationScoped
class InjectFaults {

    private static final Logger LOG = Logger.getLogger(InjectFaults.class);
    private static final int BEFORE_EVERYTHING = 1000;

    private final Faults faults;
    private final Clock clock;

    InjectFaults(Faults faults, Clock clock) {
        this.faults = faults;
        this.clock = clock;
    }

    void register(@Observes Filters filters) {
        filters.register(this::intercept, BEFORE_EVERYTHING);
    }

    private void intercept(RoutingContext call) {
        String path = call.normalizedPath();
        if (path.startsWith("/_sim")) {
            call.next();
            return;
        }
        faults.strikeCall(call.request().method().name(), path)
                .ifPresentOrElse(fault -> strike(call, fault), call::next);
    }

    private void strike(RoutingContext call, Fault fault) {
        LOG.infof(
                "fault kind=%s method=%s path=%s",
                fault.kind().wireName(), call.request().method(), call.normalizedPath());
        switch (fault.kind()) {
            case UNAUTHORIZED -> answer(call, 401, "Bad credentials");
            case FORBIDDEN -> {
                call.response()
                        .putHeader(
                                "retry-after", String.valueOf(fault.retryAfter().orElse(60)));
                answer(call, 403, secondaryLimit());
            }
            case SECONDARY_LIMIT -> answer(call, 403, secondaryLimit());
            case PRIMARY_LIMIT -> {
                long resetAt = clock.instant()
                        .plus(Duration.ofSeconds(fault.retryAfter().orElse(60)))
                        .getEpochSecond();
                call.response()
                        .putHeader("x-ratelimit-limit", "5000")
                        .putHeader("x-ratelimit-remaining", "0")
                        .putHeader("x-ratelimit-used", "5000")
                        .putHeader("x-ratelimit-resource", "core")
                        .putHeader("x-ratelimit-reset", String.valueOf(resetAt));
                answer(call, 403, "API rate limit exceeded for installation.");
            }
            case TOO_MANY_REQUESTS -> {
                fault.retryAfter()
                        .ifPresent(seconds -> call.response().putHeader("retry-after", String.valueOf(seconds)));
                answer(call, 429, secondaryLimit());
            }
            case SERVER_ERROR -> answer(call, fault.status(), "Server Error");
            case SLOW -> call.vertx().setTimer(Math.max(1, fault.delay().toMillis()), _ -> call.next());
            case RESET -> BrokenConnection.reset(call.request());
            case RESET_AFTER_APPLY -> {
                BrokenConnection.resetInsteadOfAnswer(call.request());
                call.next();
            }
            case DROP, DUPLICATE, DELAY, REORDER ->
                throw new IllegalStateException("%s is no fault of a call".formatted(fault.kind()));
        }
    }

    private static void answer(RoutingContext call, int status, String message) {
        HttpServerResponse response = call.response();
        response.setStatusCode(status).putHeader("content-type", "application/json; charset=utf-8");
        response.end("{\"message\":\"%s\",\"documentation_url\":\"https://docs.github.com/rest\",\"status\":\"%d\"}"
                .formatted(message, status));
    }

    private static String secondaryLimit() {
        return "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
    }
}
