package dev.millrace.pipeline.check;

import java.util.Optional;

/**
 * The head of a change.
 *
 * @param place repository and commit
 * @param installationId which installation reported it; empty if the delivery did not name one
 * @param team slug
 * @param repository {@code owner/name}
 * @param generation number of its check run, 1 for the first
 * @param withoutBuilds what its check run shows as long as it has no builds
 */
record ChangeHeadRow(
        FileCheck place,
        Optional<String> installationId,
        String team,
        String repository,
        int generation,
        CheckContent withoutBuilds) {}
