package dev.millrace.kit.request;

import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** The id of the request being served: taken from {@code X-Request-Id} or generated, returned, and on every log line. */
public final class RequestId {

    /** Header in both directions. */
    public static final String HEADER = "X-Request-Id";

    /** Field of log lines. */
    public static final String LOG_KEY = "requestId";

    private RequestId() {}

    /** The id; none outside a request. */
    public static @Nullable String current() {
        return MDC.get(LOG_KEY) instanceof String id ? id : null;
    }

    /** Whether a caller's id is acceptable: 1 to 128 letters, digits and {@code . _ : -}. */
    public static boolean isAcceptable(@Nullable String id) {
        return id != null && id.matches("[A-Za-z0-9._:-]{1,128}");
    }
}
