/**
 * The API of outgoing webhooks, {@code /api/v1/webhooks}. Package {@code subscription} knows who wants to be told what,
 * package {@code delivery} tells them. In: events of {@code git.updates} and {@code git.sync}. Tables:
 * {@code git.webhook}, {@code git.webhook_lane}, {@code git.webhook_delivery}, {@code git.webhook_sync}.
 */
@NullMarked
package dev.millrace.webhook;

import org.jspecify.annotations.NullMarked;
