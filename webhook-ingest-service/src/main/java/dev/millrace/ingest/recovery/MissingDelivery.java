package dev.millrace.ingest.recovery;

import java.time.Instant;

/**
 * An event that GitHub attempted to deliver and that is not in the inbox.
 *
 * @param guid of the event
 * @param deliveryId of its newest attempt
 * @param event name of the event
 * @param deliveredAt when its newest attempt was made that we know of
 * @param firstSeenAt when we found it missing, by our clock
 * @param requests how often it was requested again
 */
record MissingDelivery(
        String guid, long deliveryId, String event, Instant deliveredAt, Instant firstSeenAt, int requests) {}
