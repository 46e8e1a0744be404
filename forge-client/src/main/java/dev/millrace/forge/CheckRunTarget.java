package dev.millrace.forge;

/**
 * The repository of check runs and the installation that writes them.
 *
 * @param installation writes them
 * @param repository {@code owner/name}
 */
public record CheckRunTarget(ForgeInstallation installation, String repository) {}
