package dev.millrace.git.upkeep;

import java.util.UUID;

/** A pack in the manifest, or announced to it. */
record PackRow(UUID id, UUID repositoryId) {}
