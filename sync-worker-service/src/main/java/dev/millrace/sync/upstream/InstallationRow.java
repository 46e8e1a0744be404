package dev.millrace.sync.upstream;

import dev.millrace.events.access.InstallationLinked;
import java.time.Instant;
import java.util.Optional;

/**
 * What we know of an installation.
 *
 * @param accountId number of the organization or user that it is for, decimal string; empty before an event contained it
 * @param team slug, once the gateway linked it
 * @param linkState the state at the gateway, {@code UNLINKED} before it reported any
 * @param forgeState the state at the forge
 * @param linkedAt when team and link state last changed, by the gateway's clock
 */
record InstallationRow(
        String instance,
        String installationId,
        Optional<String> accountId,
        Optional<String> team,
        String linkState,
        String forgeState,
        Optional<Instant> linkedAt) {

    /** Unchanged if the event is older than what is known. */
    InstallationRow linked(InstallationLinked link) {
        return linkedAt.filter(link.occurredAt()::isBefore).isPresent()
                ? this
                : new InstallationRow(
                        instance,
                        installationId,
                        Optional.of(link.accountId()),
                        Optional.of(link.team()),
                        link.state().name(),
                        forgeState,
                        Optional.of(link.occurredAt()));
    }

    boolean hasLinkOf(InstallationRow other) {
        return team.equals(other.team) && linkState.equals(other.linkState);
    }

    InstallationRow atForge(String account, String state) {
        return new InstallationRow(instance, installationId, Optional.of(account), team, linkState, state, linkedAt);
    }

    /** The team, if both sides allow us to use the installation. */
    Optional<String> usableFor() {
        return team.filter(name -> linkState.equals("ACTIVE") && forgeState.equals("ACTIVE"));
    }
}
