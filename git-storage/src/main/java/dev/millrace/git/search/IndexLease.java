package dev.millrace.git.search;

import java.util.UUID;

/** The right to index one repository, until it expires or is released. */
public record IndexLease(UUID id, UUID repositoryId) {}
