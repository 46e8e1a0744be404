package dev.millrace.webhook.subscription;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A wish for a webhook.
 *
 * @param repositoryId empty for all of the team's
 * @param secret as the caller wants it; empty for one of our making
 * @param actor subject of the caller's token
 */
public record NewWebhook(
        String team,
        Optional<UUID> repositoryId,
        URI url,
        List<WebhookEvent> events,
        Optional<String> secret,
        String actor) {

    public NewWebhook {
        events = List.copyOf(events);
    }

    /** Without the secret, so that no log line has it. */
    @Override
    public String toString() {
        return "NewWebhook[team=%s, host=%s]".formatted(team, url.getHost());
    }
}
