package dev.millrace.sync.sync;

import org.jspecify.annotations.Nullable;

/**
 * What to bring back.
 *
 * @param ref the ref that it left, full name
 * @param commit which of the tips that left it, 40 hex digits; absent for the newest
 * @param as full name to restore it to; absent for a name under {@code refs/restored/}
 */
record RestoreBody(
        @Nullable String ref,
        @Nullable String commit,
        @Nullable String as) {}
