package dev.millrace.gateway.installation;

import java.time.Instant;
import java.util.Optional;

/**
 * How recent what is known of an installation is. Deliveries arrive in any order, and days late after a recovery, so a report
 * counts only if the forge made it later than what is known.
 *
 * @param stateAsOf the forge's time of the newest report about state and scope; empty if no report had one
 * @param nameAsOf the forge's time of the newest report about the account's name; empty if no report had one
 * @param connectionId the connection whose App it belongs to; empty until the forge itself listed it
 */
record Reports(Optional<Instant> stateAsOf, Optional<Instant> nameAsOf, Optional<String> connectionId) {

    static final Reports NONE = new Reports(Optional.empty(), Optional.empty(), Optional.empty());

    /** Whether a report must not change what another one stated. One without a time never changes what has one. */
    static boolean isOlder(Optional<Instant> report, Optional<Instant> known) {
        return known.isPresent() && (report.isEmpty() || report.get().isBefore(known.get()));
    }

    Reports state(Optional<Instant> asOf) {
        return new Reports(newest(stateAsOf, asOf), nameAsOf, connectionId);
    }

    Reports name(Optional<Instant> asOf) {
        return new Reports(stateAsOf, newest(nameAsOf, asOf), connectionId);
    }

    /** The forge listed it for this connection, and what it listed is what is known. */
    Reports listed(String connection, Instant asOf) {
        Optional<Instant> at = Optional.of(asOf);
        return new Reports(newest(stateAsOf, at), newest(nameAsOf, at), Optional.of(connection));
    }

    private static Optional<Instant> newest(Optional<Instant> one, Optional<Instant> other) {
        return isOlder(other, one) ? one : other;
    }
}
