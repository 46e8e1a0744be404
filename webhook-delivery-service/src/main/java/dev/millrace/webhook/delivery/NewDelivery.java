package dev.millrace.webhook.delivery;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Something to be sent.
 *
 * @param id unique; for an event made from it, so that the same event never makes two
 * @param lane what is sent in order with others has their lane
 * @param repositoryId what it is about
 * @param event as the header says
 * @param payload JSON
 * @param repeats the delivery whose id the receiver sees instead
 * @param once whether it is a test: not repeated, and sent to a disabled webhook too
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
