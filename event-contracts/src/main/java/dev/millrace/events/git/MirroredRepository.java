package dev.millrace.events.git;

import java.util.Optional;
import java.util.UUID;

/**
 * One of our repositories, with what consumers need to identify it.
 *
 * @param id ours, stable across renames
 * @param team slug of the team it belongs to
 * @param name the part of its address before {@code .git}, for example {@code acme/widgets}
 * @param upstreamKey for a mirror, {@code instance:id} of the repository at its forge; empty for a repository of our own
 */
public record MirroredRepository(UUID id, String team, String name, Optional<String> upstreamKey) {}
