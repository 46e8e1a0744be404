package dev.millrace.webhook.subscription;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** Which webhooks an event is sent to. */
@Singleton
public final class Subscribers {

    private final WebhookStore webhooks;

    Subscribers(WebhookStore webhooks) {
        this.webhooks = webhooks;
    }

    /** Ids of the enabled webhooks that subscribe to it; none of them can be deleted until the transaction ends. */
    public List<UUID> list(Transaction tx, String team, UUID repositoryId, WebhookEvent event) {
        return webhooks.subscribed(tx, team, repositoryId, event);
    }
}
