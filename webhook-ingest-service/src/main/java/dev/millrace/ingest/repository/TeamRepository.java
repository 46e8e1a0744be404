package dev.millrace.ingest.repository;

import java.util.UUID;

/**
 * A repository of a team.
 *
 * @param id ours, stable across renames
 * @param name the part of its address before {@code .git}, for example {@code acme/widgets}
 */
public record TeamRepository(UUID id, String name) {}
