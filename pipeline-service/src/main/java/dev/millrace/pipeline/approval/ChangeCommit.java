package dev.millrace.pipeline.approval;

/**
 * A commit of a change.
 *
 * @param instance host of the forge
 * @param forgeRepositoryId the forge's number for the repository that the change goes into
 * @param number of the change, 1 or more
 * @param sha 40 hex digits
 */
public record ChangeCommit(String instance, String forgeRepositoryId, long number, String sha) {}
