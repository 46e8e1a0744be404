package dev.millrace.ingest.reconciliation;

import java.time.Instant;
import java.util.UUID;

/**
 * A push of one ref that a forge reported.
 *
 * @param id that the delivery gives to the event
 * @param eventId that the event is published with: the same, or that of a reconciled event
 * @param deliveryId row of the delivery
 * @param reportedAt when the delivery was received
 * @param pushedBy when the push had been made at the latest
 */
record ReportedRef(
        UUID id, UUID eventId, long deliveryId, RefName name, RefStep step, Instant reportedAt, Instant pushedBy) {}
