package dev.millrace.webhook.subscription;

import dev.millrace.kit.database.Transaction;
import dev.millrace.webhook.cdevents.CdEventType;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
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
        return webhooks.subscribed(tx, team, repositoryId, WebhookFormat.CODE_STORAGE, event.wireName());
    }

    /** As {@link #list(Transaction, String, UUID, WebhookEvent)}, for what happens in one of our repositories. */
    public List<Subscriber> list(Transaction tx, String team, UUID repositoryId, CdEventType type) {
        return webhooks.subscribed(tx, team, repositoryId, WebhookFormat.CDEVENTS, type.wireName()).stream()
                .map(webhook -> new Subscriber(webhook, Optional.of(repositoryId)))
                .toList();
    }

    /**
     * As {@link #list(Transaction, String, UUID, WebhookEvent)}, for what the platform's own connection reported about a
     * repository at its forge: the webhooks of all teams that may see it.
     *
     * @param upstreamKey {@code instance:id}
     */
    public List<Subscriber> ofUpstream(Transaction tx, String upstreamKey, CdEventType type) {
        return webhooks.subscribedToUpstream(tx, upstreamKey, WebhookFormat.CDEVENTS, type.wireName());
    }

    /**
     * As {@link #list(Transaction, String, UUID, WebhookEvent)}, for what a team's own forge connection reported: which of
     * the team's repositories it is about is unknown.
     */
    public List<Subscriber> ofTeam(Transaction tx, String team, CdEventType type) {
        return webhooks.subscribedToAll(tx, team, WebhookFormat.CDEVENTS, type.wireName()).stream()
                .map(webhook -> new Subscriber(webhook, Optional.empty()))
                .toList();
    }

    /**
     * A webhook that an event is sent to.
     *
     * @param repositoryId the repository of the webhook's team that the event is about; empty if it is unknown
     */
    public record Subscriber(UUID webhookId, Optional<UUID> repositoryId) {}
}
