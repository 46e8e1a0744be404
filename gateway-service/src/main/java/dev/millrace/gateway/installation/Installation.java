package dev.millrace.gateway.installation;

import dev.millrace.events.EventIds;
import dev.millrace.events.access.InstallationLinked;
import dev.millrace.events.forge.InstallationChanged.AccountType;
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
        return new Installation(instance, id, account, scope, state, suspendedAt, newTeam, revision, at);
    }

    Installation withAccount(Account renamed, Instant at) {
        return new Installation(instance, id, renamed, scope, state, suspendedAt, team, revision, at);
    }

    Installation withScope(InstallationScope newScope, Instant at) {
        return new Installation(instance, id, account, newScope, state, suspendedAt, team, revision, at);
    }

    Installation withState(State newState, Optional<Instant> since, Instant at) {
        return new Installation(instance, id, account, scope, newState, since, team, revision, at);
    }

    Installation published() {
        return new Installation(instance, id, account, scope, state, suspendedAt, team, revision + 1, updatedAt);
    }

    /** The event for the other services: its state for this team. */
    InstallationLinked toEvent(String forTeam) {
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
                updatedAt);
    }
}
