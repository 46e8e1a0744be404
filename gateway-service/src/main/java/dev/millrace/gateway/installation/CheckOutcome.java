package dev.millrace.gateway.installation;

import java.time.Instant;

/** The result of a check of an App's installations. */
sealed interface CheckOutcome {

    /** Events that had to be made up for. */
    int missed();

    /** Everything was compared. */
    record Complete(int missed) implements CheckOutcome {}

    /** GitHub's rate limit was reached. */
    record RateLimited(Instant retryAt, int missed) implements CheckOutcome {}

    /** GitHub did not send what it was asked for. */
    record Failed(String reason, int missed) implements CheckOutcome {}

    /** This process stops, or has lost the lease. */
    record Stopped(int missed) implements CheckOutcome {}
}
