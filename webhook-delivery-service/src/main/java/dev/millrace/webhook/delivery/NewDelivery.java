package dev.millrace.webhook.delivery;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A delivery to add.
 *
 * @param id unique; for an event derived from it, so that the same event never adds two
 * @param lane deliveries of one lane are sent in order
 * @param repositoryId the repository of the event
 * @param event as in the header
 * @param payload JSON
 * @param repeats the delivery whose id the receiver sees instead
 * @param once whether it is a test: never retried, and sent to a disabled webhook too
 */
record NewDelivery(
        UUID id,
        UUID webhookId,
        UUID lane,
        Optional<UUID> repositoryId,
        String event,
        String payload,
        Optional<UUID> repeats,
        boolean once,
        Instant createdAt) {}
