package dev.millrace.ingest.reconciliation;

/**
 * A ref of an upstream.
 *
 * @param recordKey {@code instance:id} of the repository at its forge
 * @param ref full name
 */
record RefName(String recordKey, String ref) {}
