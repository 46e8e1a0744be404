package dev.millrace.webhook.access;

import java.util.UUID;

/**
 * A repository of a team.
 *
 * @param id stable across renames
 * @param name for example {@code acme/widgets}
 */
public record KnownRepository(UUID id, String name) {}
