package dev.millrace.webhook.subscription;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Since when every attempt to send to a webhook has failed, and when that disables it. */
@Singleton
public final class WebhookHealth {

    private final WebhookStore webhooks;
    private final WebhookConfig config;

    WebhookHealth(WebhookStore webhooks, WebhookConfig config) {
        this.webhooks = webhooks;
        this.config = config;
    }

    /** Records that an attempt succeeded. */
    public void succeeded(Transaction tx, UUID id) {
        webhooks.succeeded(tx, id);
    }

    /**
     * Records that an attempt failed.
     *
     * @param at when it began
     * @return since when all have failed; empty if the webhook does not exist
     */
    public Optional<Instant> failed(Transaction tx, UUID id, Instant at) {
        return webhooks.failed(tx, id, at);
    }

    /**
     * Disables the webhook if all attempts have failed for too long.
     *
     * @param since when all have failed
     * @param lastError of the last of them, human-readable
     * @return the reason that callers see; empty if it was not disabled now
     */
    public Optional<String> disableAfterLongFailure(
            Transaction tx, UUID id, Instant since, Instant now, String lastError) {
        if (now.isBefore(since.plus(config.disableAfter()))) {
            return Optional.empty();
        }
        String reason = "every attempt has failed since %s; the last one: %s".formatted(since, lastError);
        return webhooks.disable(tx, id, now, reason) ? Optional.of(reason) : Optional.empty();
    }
}
