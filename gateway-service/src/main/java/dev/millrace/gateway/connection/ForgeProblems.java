package dev.millrace.gateway.connection;

import dev.millrace.forge.ForgeFailure;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import java.time.Clock;
import java.time.Duration;

/** What callers learn when a forge does not do what they asked for. */
public final class ForgeProblems {

    private static final Duration SOON = Duration.ofSeconds(10);

    private ForgeProblems() {}

    /**
     * The App that was chosen.
     *
     * @throws MillraceException 404 or 409 if none was
     */
    public static SignInApp chosen(SignInApps.Choice choice) {
        return switch (choice) {
            case SignInApps.Chosen(SignInApp app) -> app;
            case SignInApps.NoApp none ->
                throw MillraceException.notFound(
                                "there is no such connection with which people sign in: it needs a client id and a client secret")
                        .withCode("connection_missing");
            case SignInApps.Several several ->
                throw MillraceException.conflict("several forges are connected: state the id of one as connection")
                        .withCode("connection_ambiguous");
        };
    }

    /** The exception for an edge; its message is the failure's, which quotes no secret. */
    public static MillraceException of(ForgeFailure failure, Clock clock) {
        String message = "the forge did not answer as expected: " + failure.getMessage();
        return switch (failure.kind()) {
            case RATE_LIMITED ->
                unavailable(message)
                        .withRetryAfter(failure.retryAt()
                                .map(at -> Duration.between(clock.instant(), at))
                                .orElse(SOON));
            case UNAVAILABLE, AMBIGUOUS -> unavailable(message).withRetryAfter(SOON);
            case AUTHENTICATION_REFUSED, FORBIDDEN, NOT_FOUND, INVALID, UNEXPECTED ->
                MillraceException.of(ErrorKind.UPSTREAM, 502, message).withCode("forge_failed");
        };
    }

    private static MillraceException unavailable(String message) {
        return MillraceException.of(ErrorKind.UPSTREAM, 503, message).withCode("forge_unavailable");
    }
}
