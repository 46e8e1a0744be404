package dev.millrace.gateway.route;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The cookie of a flow that sends the browser to a forge and back: only the browser that has begun the flow can end it. It has the
 * properties of the {@linkplain SessionCookie cookie of a session}, and is read by the gateway only.
 */
@ApplicationScoped
public class FlowCookie {

    private static final String NAME = "millrace-flow";
    private static final String SECURE_NAME = "__Host-" + NAME;

    private final boolean secure;

    /** @param publicAddress address under which people, clients and forges reach the platform */
    FlowCookie(
            @ConfigProperty(name = "millrace.urls.public", defaultValue = "http://localhost:8080") URI publicAddress) {
        this.secure = SessionCookie.isSecure(publicAddress);
    }

    /** Its name. */
    public String name() {
        return secure ? SECURE_NAME : NAME;
    }

    /** The header {@code Set-Cookie} that begins a flow. */
    public String set(String secret, Duration lifetime) {
        return "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s"
                .formatted(name(), secret, lifetime.toSeconds(), secure ? "; Secure" : "");
    }

    /** The header {@code Set-Cookie} that ends it. */
    public String cleared() {
        return set("", Duration.ZERO);
    }

    /** Whether a part of the header {@code Cookie} is such a cookie. */
    static boolean isFlow(String cookie) {
        return cookie.startsWith(NAME + "=") || cookie.startsWith(SECURE_NAME + "=");
    }
}
