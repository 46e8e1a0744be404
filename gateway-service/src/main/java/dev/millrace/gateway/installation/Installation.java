package dev.millrace.gateway.installation;

import dev.millrace.events.EventIds;
import dev.millrace.events.access.InstallationLinked;
import java.time.Instant;
import java.util.Optional;

/**
 * Our App in an account at a forge.
 *
 * @param instance host of the forge
 * @param id decimal string
 * @param accountId number of the organization or user, decimal string
 * @param accountLogin its name
 * @param state as the forge reported it
 * @param team the team that it belongs to; empty until it is linked
 * @param revision counts the states of it that we published, from 0
 * @param updatedAt by our clock
 */
record Installation(
        String instance,
        String id,
        String accountId,
        String accountLogin,
        State state,
        Optional<String> team,
        int revision,
        Instant updatedAt) {

    /** What the forge allows us to do. */
    enum State {
        ACTIVE,
        SUSPENDED,
        DELETED
    }

    Installation withState(State newState, Instant at) {
        return new Installation(instance, id, accountId, accountLogin, newState, team, revision, at);
    }

    Installation withTeam(Optional<String> newTeam, Instant at) {
        return new Installation(instance, id, accountId, accountLogin, state, newTeam, revision, at);
    }

    Installation published() {
        return new Installation(instance, id, accountId, accountLogin, state, team, revision + 1, updatedAt);
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
                accountId,
                accountLogin,
                forTeam,
                team.isPresent() ? linkedState : InstallationLinked.State.REMOVED,
                updatedAt);
    }
}
