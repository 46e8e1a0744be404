package dev.millrace.sync.upstream;

import dev.millrace.events.access.InstallationLinked;
import dev.millrace.events.access.InstallationLinked.Mirroring;
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
 * @param mirroring which of its repositories become mirrors by themselves
 * @param reportedAsOf when the newest report of the forge was true, by the forge's clock; empty if no report had a time
 */
record InstallationRow(
        String instance,
        String installationId,
        Optional<String> accountId,
        Optional<String> team,
        String linkState,
        String forgeState,
        Optional<Instant> linkedAt,
        Mirroring mirroring,
        Optional<Instant> reportedAsOf) {

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
                        Optional.of(link.occurredAt()),
                        link.mirroring(),
                        reportedAsOf);
    }

    boolean hasLinkOf(InstallationRow other) {
        return team.equals(other.team) && linkState.equals(other.linkState) && mirroring == other.mirroring;
    }

    InstallationRow atForge(String account, String state) {
        return new InstallationRow(
                instance,
                installationId,
                Optional.of(account),
                team,
                linkState,
                state,
                linkedAt,
                mirroring,
                reportedAsOf);
    }

    /** Whether the forge made a report before one that is known: it may be days late. */
    boolean isOlder(Optional<Instant> report) {
        return reportedAsOf
                .filter(known -> report.filter(at -> !at.isBefore(known)).isEmpty())
                .isPresent();
    }

    /** This after a report; one that is older, or has no time, changes nothing. */
    InstallationRow reported(Optional<Instant> report) {
        return report.isEmpty() || isOlder(report)
                ? this
                : new InstallationRow(
                        instance, installationId, accountId, team, linkState, forgeState, linkedAt, mirroring, report);
    }

    /** The team, if both sides allow us to use the installation. */
    Optional<String> usableFor() {
        return team.filter(name -> linkState.equals("ACTIVE") && forgeState.equals("ACTIVE"));
    }
}
