package dev.millrace.gateway.installation;

import dev.millrace.events.EventIds;
import dev.millrace.events.access.InstallationLinked;
import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstallationChanged.AccountType;
import dev.millrace.events.forge.InstallationChanged.Action;
import dev.millrace.events.forge.InstallationChanged.Permission;
import dev.millrace.events.forge.RepositorySelection;
import dev.millrace.forge.ForgeAccount;
import dev.millrace.forge.VisibleInstallation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * Our App in an account at a forge.
 *
 * @param instance host of the forge
 * @param id decimal string
 * @param account the organization or user
 * @param scope what it covers and may do
 * @param state as the forge reported it
 * @param suspendedAt since when it is suspended, by the forge's clock
 * @param team the team that it belongs to; empty until it is linked
 * @param reports how recent that is
 * @param revision counts the states of it that we published, from 0
 * @param updatedAt by our clock
 */
record Installation(
        String instance,
        String id,
        Account account,
        InstallationScope scope,
        State state,
        Optional<Instant> suspendedAt,
        Optional<String> team,
        Reports reports,
        int revision,
        Instant updatedAt) {

    /** What the forge allows us to do. */
    enum State {
        ACTIVE,
        SUSPENDED,
        DELETED
    }

    /** The first state of one that the forge has shown to a person, without a team. */
    static Installation shown(String instance, VisibleInstallation seen, Instant at) {
        ForgeAccount account = seen.account();
        return new Installation(
                instance,
                seen.id(),
                new Account(account.id(), account.login(), type(account)),
                new InstallationScope(
                        selection(seen),
                        seen.permissions().entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(permission -> new Permission(permission.getKey(), permission.getValue()))
                                .toList()),
                seen.suspendedAt().isPresent() ? State.SUSPENDED : State.ACTIVE,
                seen.suspendedAt().map(since -> since.truncatedTo(ChronoUnit.MICROS)),
                Optional.empty(),
                Reports.NONE,
                0,
                at);
    }

    private static AccountType type(ForgeAccount account) {
        return switch (account.type()) {
            case "User" -> AccountType.USER;
            case "Organization" -> AccountType.ORGANIZATION;
            case "Enterprise" -> AccountType.ENTERPRISE;
            default -> AccountType.UNKNOWN;
        };
    }

    private static RepositorySelection selection(VisibleInstallation seen) {
        return switch (seen.repositorySelection()) {
            case "all" -> RepositorySelection.ALL;
            case "selected" -> RepositorySelection.SELECTED;
            default -> RepositorySelection.UNKNOWN;
        };
    }

    Installation withTeam(Optional<String> newTeam, Instant at) {
        return new Installation(instance, id, account, scope, state, suspendedAt, newTeam, reports, revision, at);
    }

    Installation withAccount(Account renamed, Instant at) {
        return new Installation(instance, id, renamed, scope, state, suspendedAt, team, reports, revision, at);
    }

    Installation withScope(InstallationScope newScope, Instant at) {
        return new Installation(instance, id, account, newScope, state, suspendedAt, team, reports, revision, at);
    }

    Installation withState(State newState, Optional<Instant> since, Instant at) {
        return new Installation(instance, id, account, scope, newState, since, team, reports, revision, at);
    }

    Installation published() {
        return new Installation(
                instance, id, account, scope, state, suspendedAt, team, reports, revision + 1, updatedAt);
    }

    Installation withReports(Reports newer) {
        return new Installation(instance, id, account, scope, state, suspendedAt, team, newer, revision, updatedAt);
    }

    /**
     * This after a report of the forge, which may be older than what is known. The account's name is not taken from it: see
     * {@link AccountName}. A deletion is final, and true whenever it is reported.
     *
     * @param at by our clock
     */
    Installation after(InstallationChanged report, Instant at) {
        AccountType type = report.accountType() == AccountType.UNKNOWN ? account.type() : report.accountType();
        Installation known = withAccount(new Account(account.id(), account.login(), type), at);
        if (state == State.DELETED || report.action() == Action.DELETED) {
            return known.withState(State.DELETED, Optional.empty(), at);
        }
        if (report.action() == Action.RENAMED || Reports.isOlder(report.asOf(), reports.stateAsOf())) {
            return known;
        }
        State next = stateAfter(report);
        Optional<Instant> since = next == State.SUSPENDED
                ? report.suspendedAt().or(() -> suspendedAt).or(() -> Optional.of(report.occurredAt()))
                : Optional.empty();
        return known.withScope(scope.updated(report.selection(), report.permissions()), at)
                .withState(next, since.map(time -> time.truncatedTo(ChronoUnit.MICROS)), at)
                .withReports(reports.state(report.asOf().map(time -> time.truncatedTo(ChronoUnit.MICROS))));
    }

    /** A report with a time contains the whole installation; one without may be late, and only states what happened. */
    private State stateAfter(InstallationChanged report) {
        return switch (report.action()) {
            case DELETED -> State.DELETED;
            case SUSPENDED -> State.SUSPENDED;
            case UNSUSPENDED -> State.ACTIVE;
            case CREATED, PERMISSIONS_ACCEPTED, RENAMED -> {
                if (report.asOf().isEmpty()) {
                    yield state;
                }
                yield report.suspendedAt().isPresent() ? State.SUSPENDED : State.ACTIVE;
            }
        };
    }

    /**
     * The event for the other services: its state for this team.
     *
     * @param mirroring which of its repositories the team wants to have mirrored
     */
    InstallationLinked toEvent(String forTeam, InstallationLinked.Mirroring mirroring) {
        var linkedState = switch (state) {
            case ACTIVE -> InstallationLinked.State.ACTIVE;
            case SUSPENDED -> InstallationLinked.State.SUSPENDED;
            case DELETED -> InstallationLinked.State.REMOVED;
        };
        return new InstallationLinked(
                EventIds.of("access.installation", instance, id, revision),
                instance,
                id,
                account.id(),
                account.login(),
                forTeam,
                team.isPresent() ? linkedState : InstallationLinked.State.REMOVED,
                mirroring,
                updatedAt);
    }
}
