package dev.millrace.upstream;

import dev.millrace.forge.WebPage;
import dev.millrace.kit.http.UnreadResponse;
import io.vertx.core.Context;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What an upstream returned. */
public final class UpstreamResponse {

    private static final int OK = 200;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final byte[] FIRST_BYTE = {};
    private static final int LONGEST_MESSAGE = 1000;
    /** Longer than what is shown of it, so that the end of the text does not truncate a credential. */
    private static final int LONGEST_READ = 64 << 10;

    private final UpstreamAccess access;
    private final HttpClientResponse response;
    private final ClientLimits limits;
    private final Context context;
    private final ResponseBody body;
    private final Clock clock;

    /** To be created on the response's event loop. */
    UpstreamResponse(
            UpstreamAccess access, HttpClientResponse response, Context context, ClientLimits limits, Clock clock) {
        this.access = access;
        this.response = response;
        this.limits = limits;
        this.context = context;
        this.body = new ResponseBody(access, response, context, limits.idleTimeout());
        this.clock = clock;
    }

    /** HTTP status. */
    public int status() {
        return response.statusCode();
    }

    /** Whether the status is 200. */
    public boolean isOk() {
        return status() == OK;
    }

    String statusMessage() {
        return String.valueOf(response.statusMessage());
    }

    /** The first header of that name. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(response.getHeader(name));
    }

    /** All headers, by name in any case. */
    Map<String, List<String>> headers() {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        response.headers()
                .names()
                .forEach(name -> headers.put(name, response.headers().getAll(name)));
        return headers;
    }

    /** Whether it has this content type, whatever its parameters. */
    public boolean isOf(String type) {
        String stated = header("Content-Type").orElse("");
        int parameters = stated.indexOf(';');
        return (parameters < 0 ? stated : stated.substring(0, parameters))
                .strip()
                .equalsIgnoreCase(type);
    }

    /** The body, once; no more of it is taken from the network than is read, but for a few parts. */
    public InputStream body() {
        return body(FIRST_BYTE);
    }

    /** @param start the bytes from which on the body must arrive at the minimum rate */
    InputStream body(byte[] start) {
        return new MinRateStream(access.name(), body, limits.idleTimeout(), limits.minBytesPerSecond(), start);
    }

    boolean isComplete() {
        return body.isComplete();
    }

    /** Takes no more of it; the request must have been sent completely. */
    void drop(HttpClientRequest request) {
        if (!isComplete()) {
            UnreadResponse.drop(context, request, response);
        }
    }

    /**
     * Where the repository is by now, if this redirects a request for it. Of whatever origin: {@link
     * UpstreamClient#requireSameOrigin} decides whether it may be followed.
     *
     * @param requested what this is the response to
     * @param suffix what follows the repository's address in both paths: {@code /info/refs}
     * @return without user name, query and suffix; empty if this is no redirect, or one to something else
     */
    public Optional<URI> movedTo(URI requested, String suffix) {
        if (!REDIRECTS.contains(status())) {
            return Optional.empty();
        }
        return header("Location").flatMap(location -> {
            try {
                URI target = requested.resolve(location);
                String path = String.valueOf(target.getRawPath());
                return path.endsWith(suffix) && target.getRawUserInfo() == null
                        ? Optional.of(new URI(target.getScheme() + "://" + target.getRawAuthority()
                                + path.substring(0, path.length() - suffix.length())))
                        : Optional.empty();
            } catch (IllegalArgumentException | URISyntaxException malformed) {
                return Optional.empty();
            }
        });
    }

    /** What a status other than 200 means. Its text is part of the message if it is meant for people. */
    public UpstreamFailure failure() {
        Optional<Duration> retryAfter = RateLimit.retryAfter(status(), this::header, clock.instant());
        String text = isOf("text/plain") ? access.sanitized(beginning(), LONGEST_MESSAGE) : "";
        String meaning = meaning(retryAfter) + (text.isEmpty() ? "" : ": " + text);
        if (retryAfter.isPresent()) {
            return new UpstreamFailure.RateLimited(meaning, retryAfter.get());
        }
        return switch (status()) {
            case 401 -> new UpstreamFailure.CredentialRejected(meaning);
            case 403 -> new UpstreamFailure.AccessDenied(meaning);
            case 404, 410, 451 -> new UpstreamFailure.NotFound(meaning);
            default -> {
                if (status() >= 500) {
                    yield new UpstreamFailure.ServerError(meaning);
                }
                yield status() >= 400
                        ? new UpstreamFailure.RequestRejected(meaning)
                        : new UpstreamFailure.UnexpectedResponse(meaning);
            }
        };
    }

    private String meaning(Optional<Duration> retryAfter) {
        String name = access.name();
        if (retryAfter.isPresent()) {
            return "%s reports that requests are sent too often: retry in %d s"
                    .formatted(name, retryAfter.get().toSeconds());
        }
        return switch (status()) {
            case 401 ->
                access.credential().isPresent()
                        ? "%s does not accept %s (401)".formatted(name, access.credentialName())
                        : "%s requires a user name and password (401)".formatted(name);
            case 403 -> "%s denies access to %s (403)".formatted(name, access.credentialName());
            case 404, 410, 451 ->
                "%s does not exist, or it is private and %s may not see it (%d)"
                        .formatted(name, access.credentialName(), status());
            case 301, 302, 303, 307, 308 ->
                "%s returned status %d, a redirect that is not followed".formatted(name, status());
            case 413 -> "%s takes no push of this size".formatted(name);
            default -> "%s returned status %d".formatted(name, status());
        };
    }

    /** The failure that something other than a Git server responded. */
    public UpstreamFailure notGit(String expected) {
        return notGit(expected, beginning());
    }

    /** As {@link #notGit(String)}, where the beginning of the body was already read. */
    public UpstreamFailure notGit(String expected, String beginning) {
        String type = access.sanitized(header("Content-Type").orElse(""));
        return new UpstreamFailure.UnexpectedResponse(access.sanitized(
                WebPage.message(access.name(), type, access.redactor().redact(beginning), expected)));
    }

    /** What arrives of the body within one idle timeout; an error text is not worth a longer wait. */
    private String beginning() {
        long deadline = System.nanoTime() + limits.idleTimeout().toNanos();
        var text = new ByteArrayOutputStream();
        byte[] part = new byte[LONGEST_READ];
        try {
            while (text.size() < LONGEST_READ && System.nanoTime() < deadline) {
                int got = body.read(part, 0, LONGEST_READ - text.size());
                if (got < 0) {
                    break;
                }
                text.write(part, 0, got);
            }
        } catch (IOException e) {
            return ""; // the text is lost, the status is not
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
