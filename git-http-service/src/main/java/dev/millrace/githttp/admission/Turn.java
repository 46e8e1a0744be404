package dev.millrace.githttp.admission;

import java.time.Duration;

/** Whether a clone may be packed now. */
public sealed interface Turn {

    /** It may. Whoever has it gives it back, once. */
    non-sealed interface Taken extends Turn, AutoCloseable {
        @Override
        void close();
    }

    /**
     * It may not, and nothing was done for it.
     *
     * @param status 503 when this process has too much to do, 429 when this team or repository has
     * @param retryAfter when to come back
     * @param reason a sentence for the client
     */
    record Refused(int status, Duration retryAfter, String reason) implements Turn {}
}
