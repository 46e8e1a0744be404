package dev.millrace.pipeline.comment;

/**
 * A change at the forge, and how it is reached.
 *
 * @param instance host of the forge
 * @param forgeRepositoryId the forge's number for the repository
 * @param number of the change, 1 or more
 * @param fullName the repository's name, {@code owner/name}
 * @param installationId the installation that covers it
 */
public record ChangePlace(
        String instance, String forgeRepositoryId, long number, String fullName, String installationId) {

    /** {@code instance:id} of the repository. */
    public String upstreamKey() {
        return instance + ":" + forgeRepositoryId;
    }
}
