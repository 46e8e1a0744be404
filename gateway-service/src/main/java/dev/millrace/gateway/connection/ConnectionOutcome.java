package dev.millrace.gateway.connection;

import java.util.Optional;

/** The result of a request to create or change a connection. */
sealed interface ConnectionOutcome {

    /**
     * It was created.
     *
     * @param webhookSecret the one that was generated; empty if the caller gave it
     */
    record Created(Connection connection, Optional<String> webhookSecret) implements ConnectionOutcome {

        @Override
        public String toString() {
            return "Created[" + connection.id() + "]";
        }
    }

    /** The App is connected already. */
    record AppConnected(String connectionId) implements ConnectionOutcome {}

    /** The host is a GitHub that is connected for all teams: a team must not claim what happens there. */
    record HostConnected(String instance) implements ConnectionOutcome {}

    /** There is no team of this slug. */
    record NoTeam(String slug) implements ConnectionOutcome {}
}
