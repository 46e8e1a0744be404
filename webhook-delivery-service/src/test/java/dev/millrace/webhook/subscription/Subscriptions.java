package dev.millrace.webhook.subscription;

import dev.millrace.kit.address.OutboundAddresses;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.secret.SecretBox;
import java.time.Clock;

/** The decisions on webhooks over a database, for tests of what is sent to them. */
public record Subscriptions(
        Webhooks webhooks,
        WebhookSecrets secrets,
        Subscribers subscribers,
        WebhookHealth health,
        FollowRepositories repositories) {

    public static Subscriptions in(
            Database database, SecretBox box, OutboundAddresses addresses, WebhookConfig config, Clock clock) {
        var store = new WebhookStore();
        var secrets = new WebhookSecrets(box, store);
        return new Subscriptions(
                new Webhooks(database, store, secrets, addresses, config, clock),
                secrets,
                new Subscribers(store),
                new WebhookHealth(store, config),
                new FollowRepositories(store, new RepositoryStore()));
    }
}
