package dev.millrace.githttp.admission;

import java.time.Duration;

/** Whether a clone got a permit to be packed now. */
public sealed interface ClonePermit {

    /** A permit. Its holder releases it, once. */
    non-sealed interface Taken extends ClonePermit, AutoCloseable {
        @Override
        void close();
    }

    /**
     * No permit; nothing was done for the clone.
     *
     * @param status 503 when this process is at capacity, 429 when this team or repository has reached its limit
     * @param retryAfter when to retry
     * @param reason a sentence for the client
     */
    record Refused(int status, Duration retryAfter, String reason) implements ClonePermit {}
}
