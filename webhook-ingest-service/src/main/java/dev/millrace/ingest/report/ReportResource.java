package dev.millrace.ingest.report;

import dev.millrace.ingest.report.ReportOutcome.Invalid;
import dev.millrace.ingest.report.ReportOutcome.OtherTeam;
import dev.millrace.ingest.report.ReportOutcome.Repeated;
import dev.millrace.ingest.report.ReportOutcome.StoreUnavailable;
import dev.millrace.ingest.report.ReportOutcome.Written;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.error.ProblemBody;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import dev.millrace.kit.meter.OutcomeLabel;
import dev.millrace.kit.request.RequestId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The Events API. 200 promises that the event is on disk; 400 with the fields in error; 401 without a valid token; 403 without the
 * scope, for another team or for another repository than the token's; 413 too long; 415 not JSON; 503 with {@code Retry-After} when
 * it cannot be stored now.
 */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.EVENTS_WRITE)
class ReportResource {

    private static final int LARGEST = 256 * 1024;
    private static final Pattern MECHANISM = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern KEY = Pattern.compile("[\\x20-\\x7e]{1,255}");
    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    /** Fewer than deliveries have: a team whose jobs loop must not keep those waiting. */
    private final Semaphore places = new Semaphore(4, true);

    private final CurrentCaller currentCaller;
    private final AcceptReport acceptReport;
    private final MeterRegistry meters;

    ReportResource(CurrentCaller currentCaller, AcceptReport acceptReport, MeterRegistry meters) {
        this.currentCaller = currentCaller;
        this.acceptReport = acceptReport;
        this.meters = meters;
    }

    /**
     * Writes an event.
     *
     * @param key two requests with the same one write one event
     * @param mechanism what sends it, for example {@code github-action}
     */
    @POST
    @Path("/events")
    public Response write(
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String type,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @HeaderParam("x-ops-mechanism") @Nullable String mechanism,
            byte @Nullable [] body) {
        var timer = Timer.start(meters);
        String outcome = "failed";
        try {
            ReportOutcome decided = take(type, key, mechanism, body == null ? new byte[0] : body);
            outcome = OutcomeLabel.of(decided);
            return response(decided);
        } catch (MillraceException e) {
            outcome = "refused_" + e.status();
            throw e;
        } finally {
            timer.stop(Timer.builder("millrace.ingest.reports")
                    .description("events reported to the Events API, until the response")
                    .tag("outcome", outcome)
                    .register(meters));
        }
    }

    /** The same at the address that some clients are configured with. */
    @POST
    public Response writeAtRoot(
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String type,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @HeaderParam("x-ops-mechanism") @Nullable String mechanism,
            byte @Nullable [] body) {
        return write(type, key, mechanism, body);
    }

    private ReportOutcome take(@Nullable String type, @Nullable String key, @Nullable String mechanism, byte[] body) {
        if (!isJson(type)) {
            throw MillraceException.of(ErrorKind.CALLER, 415, "an event is application/json");
        }
        if (body.length > LARGEST) {
            throw MillraceException.of(ErrorKind.CALLER, 413, "an event has at most %d bytes".formatted(LARGEST));
        }
        if (key != null && !KEY.matcher(key).matches()) {
            return new Invalid(
                    List.of(new FieldError("Idempotency-Key", "must have 1 to 255 printable characters of ASCII")));
        }
        Caller caller = currentCaller.load();
        Optional<String> word = Optional.ofNullable(mechanism)
                .map(text -> text.strip().toLowerCase(Locale.ROOT))
                .filter(text -> MECHANISM.matcher(text).matches());
        return accept(caller, word, Optional.ofNullable(key), body);
    }

    private ReportOutcome accept(Caller caller, Optional<String> mechanism, Optional<String> key, byte[] body) {
        try {
            if (!places.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy("too many events at once");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy("the service is stopping");
        }
        try {
            return acceptReport.handle(caller, mechanism, key, body);
        } finally {
            places.release();
        }
    }

    private static Response response(ReportOutcome outcome) {
        return switch (outcome) {
            case Written(WrittenEventBody event) -> written(event);
            case Repeated(WrittenEventBody event) -> written(event);
            case Invalid(List<FieldError> errors) -> invalid(errors);
            case OtherTeam(String team) ->
                throw MillraceException.forbidden("the token does not act for the team '%s' of team_id".formatted(team))
                        .withCode("other_team");
            case StoreUnavailable unavailable -> throw busy("the event cannot be stored now");
        };
    }

    private static Response written(WrittenEventBody event) {
        return Response.ok(new EventWrittenBody("event written", event)).build();
    }

    private static Response invalid(List<FieldError> errors) {
        String text = errors.stream()
                .map(error -> (error.field() + " " + error.message()).strip())
                .collect(Collectors.joining("; "));
        return Response.status(400)
                .entity(new InvalidReportBody(ProblemBody.of(400, text, "event_invalid", RequestId.current()), errors))
                .build();
    }

    private static boolean isJson(@Nullable String type) {
        if (type == null) {
            return false;
        }
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().equalsIgnoreCase(MediaType.APPLICATION_JSON);
    }

    private static MillraceException busy(String reason) {
        return MillraceException.of(ErrorKind.CAPACITY, 503, reason).withRetryAfter(RETRY_AFTER);
    }
}
