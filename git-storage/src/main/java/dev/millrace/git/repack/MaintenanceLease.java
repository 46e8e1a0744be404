package dev.millrace.git.repack;

import java.util.UUID;

/** The right to work on one repository's packs, for as long as it is renewed. */
public record MaintenanceLease(UUID id, UUID repositoryId) {}
