/**
 * Takes in what forges send. A webhook is verified against the secrets we gave out, stored in {@code ingest.webhook_inbox}
 * and only then answered; a relay publishes each stored delivery to {@code forge.raw} and what it means to {@code forge.scm}
 * and {@code forge.installation}, in the order of arrival for each repository and account.
 *
 * <p>Nothing outside is called while a forge waits, and Kafka being down is no reason to refuse a delivery.
 */
@NullMarked
package dev.millrace.ingest;

import org.jspecify.annotations.NullMarked;
