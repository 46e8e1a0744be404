package dev.millrace.webhook.subscription;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.millrace.webhook.access.KnownRepository;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A webhook in responses.
 *
 * @param format name of the {@link WebhookFormat}
 * @param repository name of the repository whose events are sent; absent for all of the team's
 * @param status {@code active}; {@code failing} while the last attempt failed; {@code disabled}
 * @param failingSince since when every attempt has failed
 * @param disabledReason why nothing is sent to it
 * @param secret only in the responses that create or replace it
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record WebhookBody(
        String id,
        String url,
        String format,
        List<String> events,
        @Nullable String repository,
        @Nullable String repositoryId,
        String status,
        String createdAt,
        String createdBy,
        @Nullable String failingSince,
        @Nullable String disabledAt,
        @Nullable String disabledReason,
        @Nullable String secret) {

    WebhookBody {
        events = List.copyOf(events);
    }

    static WebhookBody of(Webhook webhook, @Nullable String secret) {
        return new WebhookBody(
                webhook.id().toString(),
                webhook.url().toString(),
                webhook.format().wireName(),
                webhook.events(),
                webhook.repository().map(KnownRepository::name).orElse(null),
                webhook.repositoryId().map(Object::toString).orElse(null),
                status(webhook),
                webhook.createdAt().toString(),
                webhook.createdBy(),
                webhook.failingSince().map(Object::toString).orElse(null),
                webhook.disabled().map(disabled -> disabled.at().toString()).orElse(null),
                webhook.disabled().map(Webhook.Disabled::reason).orElse(null),
                secret);
    }

    private static String status(Webhook webhook) {
        if (webhook.disabled().isPresent()) {
            return "disabled";
        }
        return webhook.failingSince().isPresent() ? "failing" : "active";
    }

    /** Without the secret, so that no log line has it. */
    @Override
    public String toString() {
        return "WebhookBody[id=%s]".formatted(id);
    }
}
