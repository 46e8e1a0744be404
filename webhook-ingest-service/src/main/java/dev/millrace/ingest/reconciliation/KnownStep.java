package dev.millrace.ingest.reconciliation;

import java.time.Instant;
import java.util.UUID;

/**
 * A change that was published.
 *
 * @param id of the report, or of the reconciled event
 * @param isReport whether the forge reported it; otherwise it was reconciled
 * @param knownAt when the forge's delivery arrived, or when the change was reconciled
 * @param madeBy when the change had been made at the latest
 */
record KnownStep(UUID id, boolean isReport, RefStep step, Instant knownAt, Instant madeBy) {}
