package dev.millrace.insights.fact;

import java.util.Optional;
import java.util.UUID;

/**
 * A repository of a team, as the newest event about it named it.
 *
 * @param id ours, stable across renames
 * @param team slug
 * @param name {@code owner/name}
 * @param upstreamKey for a mirror, {@code instance:id} at its forge
 */
public record KnownRepository(UUID id, String team, String name, Optional<String> upstreamKey) {}
