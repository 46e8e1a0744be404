package dev.millrace.pipeline.store;

import java.time.Instant;

/** A config. */
record ConfigBody(String key, String value, Instant updatedAt, String updatedBy) {}
