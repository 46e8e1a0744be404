package dev.millrace.git.retention;

import java.util.UUID;

/** A pack in the manifest, or announced to it. */
record PackRow(UUID id, UUID repositoryId) {}
