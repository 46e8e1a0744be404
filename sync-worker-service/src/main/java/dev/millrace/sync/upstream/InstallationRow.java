package dev.millrace.sync.upstream;

import dev.millrace.events.access.InstallationLinked;
import java.util.Optional;

/**
 * What we know of an installation.
 *
 * @param team slug, once the gateway linked it
 * @param linkState what the gateway says, {@code UNLINKED} before it said anything
 * @param forgeState what the forge says
 */
record InstallationRow(
        String instance, String installationId, Optional<String> team, String linkState, String forgeState) {

    static InstallationRow unknown(String instance, String installationId) {
        return new InstallationRow(instance, installationId, Optional.empty(), "UNLINKED", "ACTIVE");
    }

    InstallationRow linked(InstallationLinked link) {
        return new InstallationRow(
                instance, installationId, Optional.of(link.team()), link.state().name(), forgeState);
    }

    InstallationRow atForge(String state) {
        return new InstallationRow(instance, installationId, team, linkState, state);
    }

    /** The team, if both sides let us use the installation. */
    Optional<String> usableFor() {
        return team.filter(name -> linkState.equals("ACTIVE") && forgeState.equals("ACTIVE"));
    }
}
