package dev.millrace.gateway.route;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a browser wants to be after a page of a forge or of a provider. Those send it back to an address that is registered there, from
 * which it is sent to {@code /}: a cookie keeps the path meanwhile.
 */
public final class ReturnPath {

    /** Name of the cookie. */
    public static final String COOKIE = "millrace-return";

    private static final String HEADER = COOKIE + "=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax";
    private static final int SECONDS = 900;

    /** No {@code //} and no backslash at the begin, which browsers take for another host. */
    private static final Pattern LOCAL = Pattern.compile("/(?![/\\\\])[!-\\[\\]-~]*");

    private static final int LONGEST = 2_000;

    private ReturnPath() {}

    /** Whether a browser that is sent there stays on the platform. */
    public static boolean isLocal(String path) {
        return path.length() <= LONGEST && LOCAL.matcher(path).matches();
    }

    /** The header {@code Set-Cookie} that keeps it. */
    public static String keep(String path) {
        return HEADER.formatted(URLEncoder.encode(path, StandardCharsets.UTF_8), SECONDS);
    }

    /** The header that forgets it. */
    public static String forget() {
        return HEADER.formatted("", 0);
    }

    /** The path in the cookie; empty if it is none of the platform, or {@code /} itself. */
    public static Optional<String> of(@Nullable String cookie) {
        if (cookie == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(URLDecoder.decode(cookie, StandardCharsets.UTF_8))
                    .filter(ReturnPath::isLocal)
                    .filter(path -> !path.equals("/"));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
