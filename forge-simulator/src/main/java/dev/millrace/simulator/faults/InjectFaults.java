package dev.millrace.simulator.faults;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
        faults.called(path, clock.instant());
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
                limited(fault);
                call.response().putHeader("retry-after", String.valueOf(seconds(fault)));
                answer(call, 403, secondaryLimit());
            }
            case SECONDARY_LIMIT -> {
                limited(fault);
                answer(call, 403, secondaryLimit());
            }
            case PRIMARY_LIMIT -> {
                long resetAt = limited(fault).getEpochSecond();
                call.response()
                        .putHeader("x-ratelimit-limit", "5000")
                        .putHeader("x-ratelimit-remaining", "0")
                        .putHeader("x-ratelimit-used", "5000")
                        .putHeader("x-ratelimit-resource", "core")
                        .putHeader("x-ratelimit-reset", String.valueOf(resetAt));
                answer(call, 403, "API rate limit exceeded for installation.");
            }
            case TOO_MANY_REQUESTS -> {
                limited(fault);
                fault.retryAfter()
                        .ifPresent(seconds -> call.response().putHeader("retry-after", String.valueOf(seconds)));
                answer(call, 429, secondaryLimit());
            }
            case UNPROCESSABLE -> answer(call, 422, "Validation Failed");
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

    /** Notes the limit that a fault is about to report; returns its end, a whole second as in GitHub's header. */
    private Instant limited(Fault fault) {
        Instant end = clock.instant().plus(Duration.ofSeconds(seconds(fault))).truncatedTo(ChronoUnit.SECONDS);
        faults.limited(fault, end);
        return end;
    }

    /** Where GitHub states no time, it asks for a minute. */
    private static int seconds(Fault fault) {
        boolean isStated = fault.kind() != Fault.Kind.SECONDARY_LIMIT;
        return fault.retryAfter().filter(_ -> isStated).orElse(60);
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
