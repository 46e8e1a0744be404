package dev.millrace.sync.upstream;

import java.util.Optional;
import java.util.UUID;

/**
 * A repository at a forge.
 *
 * @param forgeId the forge's number, decimal string
 * @param listed whether the installation reaches it
 * @param mirrorWanted whether a mirror is to be created and kept for the installation: not after the team deleted it
 * @param mirror our repository, once there is one
 */
record UpstreamRow(
        String instance,
        String forgeId,
        String installationId,
        String fullName,
        String cloneUrl,
        boolean listed,
        boolean mirrorWanted,
        Optional<Mirror> mirror) {

    /** Our repository and the team it was made for. */
    record Mirror(UUID repositoryId, String team) {}

    String key() {
        return instance + ":" + forgeId;
    }

    UpstreamRow named(String newFullName, String newCloneUrl) {
        return new UpstreamRow(
                instance, forgeId, installationId, newFullName, newCloneUrl, listed, mirrorWanted, mirror);
    }

    UpstreamRow withMirror(Mirror made) {
        return new UpstreamRow(
                instance, forgeId, installationId, fullName, cloneUrl, listed, mirrorWanted, Optional.of(made));
    }

    UpstreamRow withoutMirror() {
        return new UpstreamRow(
                instance, forgeId, installationId, fullName, cloneUrl, listed, mirrorWanted, Optional.empty());
    }
}
