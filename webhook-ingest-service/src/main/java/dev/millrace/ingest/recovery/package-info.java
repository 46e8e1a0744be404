/**
 * Recovery of lost deliveries: GitHub lists what it attempted to deliver, and what is not in the inbox is requested again, also
 * what GitHub counts as delivered. Nothing here is on the path of a delivery. Start at
 * {@link dev.millrace.ingest.recovery.RecoveryPass}.
 */
@NullMarked
package dev.millrace.ingest.recovery;

import org.jspecify.annotations.NullMarked;
