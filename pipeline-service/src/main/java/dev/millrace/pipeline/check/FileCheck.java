package dev.millrace.pipeline.check;

import dev.millrace.events.EventIds;
import java.util.UUID;

/**
 * The one check run {@code ops.yml} of a commit, which is about the file and not about a pipeline.
 *
 * @param instance host of the forge
 * @param forgeRepositoryId the forge's number for the repository
 * @param headSha the commit
 */
public record FileCheck(String instance, String forgeRepositoryId, String headSha) {

    /** The same however many events are about the commit. */
    public UUID externalId() {
        return EventIds.of("ops.yml", instance, forgeRepositoryId, headSha);
    }
}
