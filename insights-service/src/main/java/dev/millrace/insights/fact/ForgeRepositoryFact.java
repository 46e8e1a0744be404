package dev.millrace.insights.fact;

/**
 * The newest report of the forge about a repository itself.
 *
 * @param fullName {@code owner/name} at the forge
 * @param defaultBranch short name
 * @param archived whether the forge refuses writes
 * @param deleted whether it was deleted at the forge
 */
public record ForgeRepositoryFact(String fullName, String defaultBranch, boolean archived, boolean deleted) {}
