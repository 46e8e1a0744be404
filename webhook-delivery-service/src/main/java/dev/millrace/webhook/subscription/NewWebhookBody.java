package dev.millrace.webhook.subscription;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for a webhook.
 *
 * @param url where deliveries go
 * @param format name of a {@link WebhookFormat}; {@code code-storage} if absent
 * @param events wire names, at least one; absent means all CDEvents
 * @param repository name or id of the one repository whose events are sent; for a token of the whole team, absent means all
 * @param secret 16 to 256 printable characters; generated if absent
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record NewWebhookBody(
        @Nullable String url,
        @Nullable String format,
        @Nullable List<@Nullable String> events,
        @Nullable String repository,
        @Nullable String secret) {

    /** Without the secret, so that no log line has it. */
    @Override
    public String toString() {
        return "NewWebhookBody[url=%s, format=%s, events=%s, repository=%s]".formatted(url, format, events, repository);
    }
}
