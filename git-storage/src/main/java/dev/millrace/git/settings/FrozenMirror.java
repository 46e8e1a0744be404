package dev.millrace.git.settings;

import java.time.Instant;

/** A mirror whose upstream has vanished, with the reason in human-readable form. */
public record FrozenMirror(String reason, Instant frozenAt) {}
