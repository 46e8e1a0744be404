package dev.millrace.webhook.delivery;

import dev.millrace.webhook.subscription.WebhookFormat;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A delivery that this process is about to send.
 *
 * @param leaseId for this attempt only
 * @param shownId the id that the receiver sees: the same in every attempt and redelivery
 * @param attempts how many there were before
 * @param giveUpAt empty before the first attempt
 * @param format of the webhook
 * @param once whether it is a test
 */
record Claim(
        UUID leaseId,
        UUID id,
        UUID shownId,
        UUID webhookId,
        UUID lane,
        URI url,
        WebhookFormat format,
        String event,
        String payload,
        int attempts,
        Optional<Instant> giveUpAt,
        boolean once) {}
