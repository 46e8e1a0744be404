package dev.millrace.sync.queue;

import dev.millrace.git.upstream.UpstreamMode;
import java.util.Optional;
import java.util.UUID;

/**
 * A mirror and the address of its upstream.
 *
 * @param repositoryId ours, from the catalog
 * @param team slug
 * @param name in the catalog
 * @param upstreamKey {@code instance:id}, if events contained it
 * @param cloneUrl http or https address at the forge
 * @param installationId whose tokens may read it, decimal string; empty where no App is used
 * @param mode how to authenticate
 * @param attached whether a team made the repository to follow this upstream; otherwise an installation lists it
 * @param provider kind of the forge, as named in the API
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

    /** Which calls have to pause when the forge reports that its rate limit is exceeded. */
    String budget() {
        return Budgets.of(mode, installationId, cloneUrl, team);
    }
}
