package dev.millrace.sync.sync;

import dev.millrace.git.upstream.UpstreamMode;
import java.util.Optional;
import java.util.UUID;

/**
 * A mirror and where its truth is.
 *
 * @param repositoryId ours, from the catalog
 * @param team slug
 * @param name in the catalog
 * @param upstreamKey {@code instance:id}, if events told it
 * @param cloneUrl http or https address at the forge
 * @param installationId whose tokens may read it, decimal string; empty where no App is used
 * @param mode how to log in
 * @param attached whether a team made the repository to follow this; otherwise an installation lists it
 * @param provider kind of the forge, in the words of the API
 */
public record NewMirror(
        UUID repositoryId,
        String team,
        String name,
        Optional<String> upstreamKey,
        String cloneUrl,
        Optional<String> installationId,
        UpstreamMode mode,
        boolean attached,
        String provider) {

    /** A mirror that an installation lists. */
    public NewMirror(
            UUID repositoryId, String team, String name, String upstreamKey, String cloneUrl, String installationId) {
        this(
                repositoryId,
                team,
                name,
                Optional.of(upstreamKey),
                cloneUrl,
                Optional.of(installationId),
                UpstreamMode.GITHUB_APP,
                false,
                "github");
    }

    /** Who has to wait when the forge says that we call too often. */
    String budget() {
        return Budgets.of(mode, installationId, cloneUrl, team);
    }
}
