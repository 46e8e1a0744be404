package dev.millrace.insights.fact;

/**
 * What the forge last said about a repository itself.
 *
 * @param fullName {@code owner/name} at the forge
 * @param defaultBranch short name
 * @param archived whether the forge refuses writes
 * @param deleted whether it is gone at the forge
 */
public record ForgeRepositoryFact(String fullName, String defaultBranch, boolean archived, boolean deleted) {}
