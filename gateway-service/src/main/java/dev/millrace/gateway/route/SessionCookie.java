package dev.millrace.gateway.route;

import io.vertx.core.MultiMap;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The cookie of a session. Browsers send it over TLS only and accept it from this host only, as its name requires
 * (draft-ietf-httpbis-rfc6265bis, section 4.1.3); a platform on the loopback address without TLS has a cookie with another
 * name, since that name would not be accepted there.
 */
@ApplicationScoped
public class SessionCookie {

    private static final String COOKIE = "Cookie";

    private final boolean secure;

    /** @param publicAddress address under which people, clients and forges reach the platform */
    SessionCookie(
            @ConfigProperty(name = "millrace.urls.public", defaultValue = "http://localhost:8080") URI publicAddress) {
        this.secure = isSecure(publicAddress);
    }

    static boolean isSecure(URI address) {
        String host = String.valueOf(address.getHost());
        boolean loopback = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
        return !loopback || "https".equals(address.getScheme());
    }

    /** Its name. */
    public String name() {
        return secure ? "__Host-millrace-session" : "millrace-session";
    }

    /** The header {@code Set-Cookie} that begins a session. */
    public String set(String secret, Duration lifetime) {
        return "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s"
                .formatted(name(), secret, lifetime.toSeconds(), secure ? "; Secure" : "");
    }

    /** The header {@code Set-Cookie} that ends it. */
    public String cleared() {
        return set("", Duration.ZERO);
    }

    /** The secret in the headers of a request. */
    public Optional<String> find(MultiMap headers) {
        return cookies(headers).stream()
                .filter(this::isOurs)
                .map(cookie -> cookie.substring(name().length() + 1))
                .filter(secret -> !secret.isEmpty())
                .findFirst();
    }

    /** Removes it and that of a flow from the headers of a request: no service but the gateway sees them. */
    void remove(MultiMap headers) {
        List<String> others = cookies(headers).stream()
                .filter(cookie -> !isOurs(cookie) && !FlowCookie.isFlow(cookie))
                .toList();
        headers.remove(COOKIE);
        if (!others.isEmpty()) {
            headers.set(COOKIE, String.join("; ", others));
        }
    }

    private boolean isOurs(String cookie) {
        return cookie.startsWith(name() + "=");
    }

    private static List<String> cookies(MultiMap headers) {
        return headers.getAll(COOKIE).stream()
                .flatMap(line -> Arrays.stream(line.split(";", -1)))
                .map(String::strip)
                .filter(cookie -> !cookie.isEmpty())
                .toList();
    }
}
