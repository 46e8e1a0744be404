package dev.millrace.pipeline.execution;

import org.jspecify.annotations.Nullable;

/**
 * A request to run a build again.
 *
 * @param jobs {@code all} or {@code failed}; all without it
 */
record RerunBody(@Nullable String jobs) {}
