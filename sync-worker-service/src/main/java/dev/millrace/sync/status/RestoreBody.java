package dev.millrace.sync.status;

import org.jspecify.annotations.Nullable;

/**
 * What to restore.
 *
 * @param ref the ref that it was removed from, full name
 * @param commit which of the ref's former tips, 40 hex digits; absent for the newest
 * @param as full name to restore it to; absent for a name under {@code refs/restored/}
 */
record RestoreBody(
        @Nullable String ref,
        @Nullable String commit,
        @Nullable String as) {}
