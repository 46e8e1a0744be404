package dev.millrace.forge;

/**
 * The repository of check runs and the installation that writes them.
 *
 * @param installationId decimal string
 * @param repository {@code owner/name}
 */
public record CheckRunTarget(String installationId, String repository) {}
