package dev.millrace.forge;

/**
 * Where check runs live and who writes them.
 *
 * @param installationId decimal string
 * @param repository {@code owner/name}
 */
public record CheckRunTarget(String installationId, String repository) {}
