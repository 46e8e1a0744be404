package dev.millrace.sync.sync;

/**
 * What was brought back.
 *
 * @param ref where it is now, full name
 * @param commit its id, 40 hex digits
 * @param from the ref that it had left
 */
record RestoredBody(String ref, String commit, String from) {}
