package dev.millrace.gateway.route;

import io.vertx.core.MultiMap;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What browsers are told about requests of pages of other sites (CORS, Fetch 3.2). Pages of configured origins may send every call with a
 * token and read its response. Credentials that the browser adds by itself are never allowed, so a page can do nothing that its own
 * server could not do with the same token.
 */
@Singleton
final class CrossOrigin {

    private static final String ANY = "*";

    /** Headers of requests that clients of the API, of Git and of agents send, in lower case. */
    private static final Set<String> KNOWN = Set.of(
            "accept",
            "authorization",
            "content-type",
            "code-storage-agent",
            "range",
            "if-match",
            "if-none-match",
            "if-modified-since",
            "if-unmodified-since",
            "if-range",
            "cache-control",
            "pragma",
            "git-protocol",
            "last-event-id",
            "mcp-protocol-version",
            "mcp-session-id",
            "x-request-id");

    /** Headers of responses that pages may read, besides those that every page may. */
    private static final String RESPONSE_HEADERS = String.join(
            ", ",
            "Accept-Ranges",
            "Content-Disposition",
            "Content-Length",
            "Content-Range",
            "ETag",
            "Millrace-Log-Complete",
            "Millrace-Log-Next",
            "Retry-After",
            "WWW-Authenticate",
            "X-Blob-Sha",
            "X-Last-Commit-Sha",
            "X-Request-Id");

    private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
    private static final String REMEMBERED_SECONDS = "600";

    private final Set<String> origins;

    @Inject
    CrossOrigin(CorsConfig config) {
        this(config.origins().orElse(List.of()));
    }

    /**
     * Checks the origins.
     *
     * @throws IllegalArgumentException if one has a path, or is none
     */
    CrossOrigin(List<String> origins) {
        this.origins = origins.stream().map(CrossOrigin::checked).collect(Collectors.toUnmodifiableSet());
    }

    private static String checked(String given) {
        String origin = given.strip();
        if (!origin.equals(ANY) && !isOrigin(origin)) {
            throw new IllegalArgumentException(
                    "millrace.gateway.cors.origins contains '%s', which is not scheme://host or scheme://host:port"
                            .formatted(given));
        }
        return origin.toLowerCase(Locale.ROOT);
    }

    private static boolean isOrigin(String text) {
        try {
            URI uri = new URI(text);
            return uri.getScheme() != null
                    && uri.getHost() != null
                    && uri.getRawPath().isEmpty()
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && uri.getRawUserInfo() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Whether pages of this origin may call. */
    boolean allows(String origin) {
        return origins.contains(ANY) || origins.contains(origin.toLowerCase(Locale.ROOT));
    }

    /** Whether a browser asks if it may send a request of another page. */
    static boolean isPreflight(String method, MultiMap headers) {
        return method.equals("OPTIONS")
                && headers.contains("Origin")
                && headers.contains("Access-Control-Request-Method");
    }

    /** Adds to a response what lets pages of this origin, which is allowed, read it. */
    void expose(String origin, MultiMap response) {
        response.set("Access-Control-Allow-Origin", origins.contains(ANY) ? ANY : origin);
        response.set("Access-Control-Expose-Headers", RESPONSE_HEADERS);
        if (!origins.contains(ANY)) {
            response.add("Vary", "Origin");
        }
    }

    /**
     * Adds to the response of a preflight what may be sent. Headers that no client of ours sends are left out, so the browser does not
     * send the request.
     *
     * @param requested value of {@code Access-Control-Request-Headers}
     */
    void permit(@Nullable String requested, MultiMap response) {
        response.set("Access-Control-Allow-Methods", METHODS);
        response.set("Access-Control-Max-Age", REMEMBERED_SECONDS);
        String allowed = requested == null
                ? ""
                : Stream.of(requested.split(",", -1))
                        .map(String::strip)
                        .filter(name -> KNOWN.contains(name.toLowerCase(Locale.ROOT)))
                        .collect(Collectors.joining(", "));
        if (!allowed.isEmpty()) {
            response.set("Access-Control-Allow-Headers", allowed);
        }
    }
}
