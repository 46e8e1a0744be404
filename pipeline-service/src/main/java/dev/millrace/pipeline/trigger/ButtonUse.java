package dev.millrace.pipeline.trigger;

import java.time.Instant;
import java.util.UUID;

/**
 * A button of a check run that was used.
 *
 * @param eventId the forge event, or the record of a forced replay of it: it has an effect once for each
 * @param instance host of the forge
 * @param installationId the installation that reported it, with whose token the forge is asked
 * @param repository {@code owner/name} at the time of the event
 * @param forgeRepositoryId the forge's number for the repository
 * @param buildId the build that the check run reports
 * @param button which one
 * @param actor who used it, the login at the forge
 * @param requestedAt when the delivery reached us
 * @param attempts how often the forge was asked, this time included
 */
record ButtonUse(
        UUID eventId,
        String instance,
        String installationId,
        String repository,
        String forgeRepositoryId,
        UUID buildId,
        CheckButton button,
        String actor,
        Instant requestedAt,
        int attempts) {}
