package dev.millrace.sync.sync;

import java.util.UUID;

/**
 * A mirror and where its truth is.
 *
 * @param repositoryId ours, from the catalog
 * @param team slug
 * @param name in the catalog
 * @param upstreamKey {@code instance:id}
 * @param cloneUrl http or https address at the forge
 * @param installationId whose tokens may read it, decimal string
 */
public record NewMirror(
        UUID repositoryId, String team, String name, String upstreamKey, String cloneUrl, String installationId) {}
