package dev.millrace.sync.status;

/**
 * What was restored.
 *
 * @param ref where it is now, full name
 * @param commit its id, 40 hex digits
 * @param from the ref that it was removed from
 */
record RestoredBody(String ref, String commit, String from) {}
