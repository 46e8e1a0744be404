package dev.millrace.ingest.reconciliation;

import java.util.Optional;

/**
 * A change of a ref, in one or several moves.
 *
 * @param before object id; empty if the ref did not exist
 * @param after object id; empty if the ref no longer exists
 */
record RefStep(Optional<String> before, Optional<String> after) {}
