package dev.millrace.pipeline.check;

import dev.millrace.forge.ForgeFailure;
import dev.millrace.kit.work.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What happens to a check run that the forge did not accept. */
sealed interface PublishFailure {

    /** Delay between failed attempts. */
    Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));

    /** A commit may reach the API's replicas later than its event reached us. */
    int ATTEMPTS_OF_A_REFUSED = 3;

    /** To be retried. */
    record Retry(String error, Instant at) implements PublishFailure {}

    /** Set aside until the installation's permissions change. */
    record Parked(String error) implements PublishFailure {}

    /** The App may not write check runs: written as a commit status from now on, as is what follows in the lane. */
    record ChecksRefused(String error) implements PublishFailure {}

    /** Set aside for good. */
    record Refused(String error) implements PublishFailure {}

    /** Not found under this name: retried under the repository's new name at the forge if there is one, else refused. */
    record Moved(String error, Instant at) implements PublishFailure {}

    /** The error to record. */
    String error();

    /**
     * GitHub's reason for refusing what an App has no permission for; it has others for suspended installations and archived
     * repositories.
     */
    static boolean isMissingPermission(ForgeFailure failure) {
        return failure.kind() == ForgeFailure.Kind.FORBIDDEN
                && String.valueOf(failure.getMessage()).contains("not accessible by integration");
    }

    /**
     * Decides by the kind of the failure.
     *
     * @param failures in a row before this one
     * @param retryAt when a rate limit ends
     */
    static PublishFailure of(
            ForgeFailure.Kind kind, String error, int failures, Optional<Instant> retryAt, Instant now) {
        Instant again = now.plus(BACKOFF.after(failures + 1));
        return switch (kind) {
            case RATE_LIMITED -> new Retry(error, retryAt.orElse(again));
            case UNAVAILABLE, AMBIGUOUS, UNEXPECTED -> new Retry(error, again);
            // the key is read again at each call, so this recovers when an administrator corrects it
            case AUTHENTICATION_REFUSED -> new Retry(error, now.plus(BACKOFF.longest()));
            case FORBIDDEN -> new Parked(error);
            case NOT_FOUND -> new Moved(error, again);
            case INVALID -> failures + 1 < ATTEMPTS_OF_A_REFUSED ? new Retry(error, again) : new Refused(error);
        };
    }

    /**
     * When the lane may be used again.
     *
     * @param spacing pause between two writes with one installation
     */
    static Instant laneFreeAt(ForgeFailure.Kind kind, PublishFailure failure, Instant now, Duration spacing) {
        return switch (kind) {
            // the forge itself, or the installation as a whole: the lane waits with the row
            case RATE_LIMITED, UNAVAILABLE, AMBIGUOUS, UNEXPECTED, AUTHENTICATION_REFUSED ->
                failure instanceof Retry(String error, Instant at) ? at : now.plus(spacing);
            case FORBIDDEN, NOT_FOUND, INVALID -> now.plus(spacing);
        };
    }
}
