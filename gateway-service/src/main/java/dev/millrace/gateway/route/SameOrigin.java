package dev.millrace.gateway.route;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rejects requests that a page of another site made a browser send with the cookie of a session. Browsers state where a
 * request comes from, in headers that a page cannot set; a client that states nothing must send a token instead.
 */
final class SameOrigin {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private SameOrigin() {}

    /**
     * Whether a request with the cookie may have an effect.
     *
     * @param method of the request
     * @param site header {@code Sec-Fetch-Site}
     * @param origin header {@code Origin}
     * @param host header {@code Host}
     */
    static boolean allows(String method, @Nullable String site, @Nullable String origin, @Nullable String host) {
        if (SAFE.contains(method)) {
            return true;
        }
        if (site != null) {
            return site.equals("same-origin");
        }
        return origin != null && host != null && isFor(origin.toLowerCase(Locale.ROOT), host.toLowerCase(Locale.ROOT));
    }

    /** The scheme is not compared: a proxy in front of us may have ended TLS. */
    private static boolean isFor(String origin, String host) {
        return origin.equals("http://" + host) || origin.equals("https://" + host);
    }
}
