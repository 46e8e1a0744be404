package dev.millrace.gateway.route;

import dev.millrace.kit.identity.OpaqueTokens;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The cookies of flows that send the browser away and back: only the browser that has begun a flow can end it. Each flow has its own,
 * so that several can be under way in one browser. They have the properties of the {@linkplain SessionCookie cookie of a session}, and
 * are read by the gateway only.
 */
@ApplicationScoped
public class FlowCookie {

    private static final String NAME = "millrace-flow";
    private static final String SECURE_NAME = "__Host-" + NAME;
    /** Enough to tell the flows of one browser apart. */
    private static final int LETTERS_OF_STATE = 12;
    /** Pages that a browser has left open; what is beyond it was abandoned. */
    private static final int MOST_FLOWS = 8;

    private final boolean secure;

    /** @param publicAddress address under which people, clients and forges reach the platform */
    FlowCookie(
            @ConfigProperty(name = "millrace.urls.public", defaultValue = "http://localhost:8080") URI publicAddress) {
        this.secure = SessionCookie.isSecure(publicAddress);
    }

    /** The name of the cookie of the flow with this state. */
    public String name(String state) {
        return prefix() + OpaqueTokens.sha256(state).substring(0, LETTERS_OF_STATE);
    }

    /** The header {@code Set-Cookie} that begins a flow. */
    public String set(String state, String secret, Duration lifetime) {
        return header(name(state), secret, lifetime);
    }

    /** The header {@code Set-Cookie} that ends it. */
    public String cleared(String state) {
        return header(name(state), "", Duration.ZERO);
    }

    /**
     * The headers {@code Set-Cookie} that remove the cookies of flows before another one begins: none while there are few.
     *
     * @param sent names of the cookies of the request
     */
    public List<String> surplus(Collection<String> sent) {
        List<String> flows =
                sent.stream().filter(name -> name.startsWith(prefix())).toList();
        return flows.size() < MOST_FLOWS
                ? List.of()
                : flows.stream().map(name -> header(name, "", Duration.ZERO)).toList();
    }

    /** Whether a part of the header {@code Cookie} is such a cookie. */
    static boolean isFlow(String cookie) {
        return cookie.startsWith(NAME) || cookie.startsWith(SECURE_NAME);
    }

    private String prefix() {
        return (secure ? SECURE_NAME : NAME) + "-";
    }

    private String header(String name, String value, Duration lifetime) {
        return "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s"
                .formatted(name, value, lifetime.toSeconds(), secure ? "; Secure" : "");
    }
}
