package dev.millrace.ingest.delivery;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One HTTP call to a webhook address, as received. */
final class WebhookCall {

    private final Map<String, String> headers;
    private final ReceivedBody body;
    private final Instant receivedAt;

    /**
     * @param headers by name in lower case, one value each
     * @param body bytes as received
     * @param receivedAt by our clock
     */
    WebhookCall(Map<String, String> headers, ReceivedBody body, Instant receivedAt) {
        this.headers = new TreeMap<>(headers);
        this.body = body;
        this.receivedAt = receivedAt;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    @Nullable
    String signature() {
        return headers.get("x-hub-signature-256");
    }

    String contentType() {
        return headers.getOrDefault("content-type", "");
    }

    /** The headers worth keeping: what the forge states about the delivery, and nothing that proxies and clients add. */
    Map<String, String> keptHeaders() {
        var kept = new TreeMap<String, String>();
        headers.forEach((name, value) -> {
            if (name.startsWith("x-github-") || name.equals("user-agent") || name.equals("content-type")) {
                kept.put(name, value);
            }
        });
        return kept;
    }

    ReceivedBody body() {
        return body;
    }

    Instant receivedAt() {
        return receivedAt;
    }
}
