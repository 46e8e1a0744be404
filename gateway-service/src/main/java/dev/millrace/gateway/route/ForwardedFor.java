package dev.millrace.gateway.route;

import dev.millrace.gateway.route.ForwardingHeaders.Asker;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What services learn about the client of a request for which the gateway calls them. */
@Singleton
public final class ForwardedFor {

    private final boolean trustForwarded;

    /** @param trustForwarded whether {@code X-Forwarded-*} headers of a proxy in front of the gateway are trusted */
    ForwardedFor(
            @ConfigProperty(name = "millrace.gateway.trust-forwarded", defaultValue = "false") boolean trustForwarded) {
        this.trustForwarded = trustForwarded;
    }

    /** Headers with the client's address, the address that it used, and the id of its request. */
    public Map<String, String> headers(HttpServerRequest request) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        request.headers().forEach((name, value) -> {
            if (name.regionMatches(true, 0, "X-Forwarded-", 0, "X-Forwarded-".length())) {
                headers.add(name, value);
            }
        });
        String host = request.authority() == null ? "" : request.authority().toString();
        var asker = new Asker(request.remoteAddress().hostAddress(), request.isSSL() ? "https" : "http", host);
        ForwardingHeaders.setForwardedHeaders(headers, asker, trustForwarded);
        ForwardingHeaders.requestId(headers);
        Map<String, String> all = new LinkedHashMap<>();
        headers.forEach(all::put);
        return all;
    }
}
