package dev.millrace.pipeline.registry;

import org.jspecify.annotations.Nullable;

/** A request to enable or disable a workflow. */
record EnabledBody(@Nullable Boolean enabled) {}
