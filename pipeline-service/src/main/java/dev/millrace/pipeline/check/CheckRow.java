package dev.millrace.pipeline.check;

import java.util.Optional;
import java.util.UUID;

/**
 * A check run: what it belongs to, what it should show, and what the forge knows of it.
 *
 * @param externalId our reference at the forge; the build's id when it is a build's
 * @param lane which installation writes it
 * @param repository {@code owner/name}
 * @param forgeRepositoryId the forge's number for the repository
 * @param name as displayed
 * @param headSha the commit
 * @param version grows with each change of the content
 * @param content what it should show
 * @param publishedStatus the status last published to the forge; empty if none
 * @param forgeId the forge's number for it; empty until a create was answered
 * @param createSent whether a create was ever sent
 * @param failures calls in a row that failed
 * @param annotations how many annotations belong to it once it is completed, and how many of them the forge has
 * @param ofBuild whether it is about a build, which can be run again
 * @param asStatus whether it is written as a commit status, because the forge refuses check runs
 * @param traceparent the span in which the newest version was wanted; empty if none was recorded
 */
record CheckRow(
        UUID externalId,
        Lane lane,
        String repository,
        String forgeRepositoryId,
        String name,
        String headSha,
        long version,
        CheckContent content,
        Optional<CheckContent.Status> publishedStatus,
        Optional<Long> forgeId,
        boolean createSent,
        int failures,
        Annotated annotations,
        boolean ofBuild,
        boolean asStatus,
        Optional<String> traceparent) {

    /**
     * The annotations of a check run.
     *
     * @param wanted how many it has once it is completed
     * @param sent how many of them the forge has
     * @param unsure whether the answer to a request with annotations is missing, so that {@code sent} may be too low
     */
    record Annotated(int wanted, int sent, boolean unsure) {

        static final Annotated NONE = new Annotated(0, 0, false);
    }

    /**
     * All check runs that one installation writes.
     *
     * @param instance host of the forge
     * @param installationId decimal string
     */
    record Lane(String instance, String installationId) {}
}
