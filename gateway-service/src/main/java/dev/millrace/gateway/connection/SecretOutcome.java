package dev.millrace.gateway.connection;

import dev.millrace.events.access.ForgeConnectionChanged.Purpose;
import java.util.Optional;

/** The result of a request to add or remove a secret. */
sealed interface SecretOutcome {

    /**
     * It was added.
     *
     * @param generated its value if it was generated
     */
    record Added(ConnectionSecret secret, Optional<String> generated) implements SecretOutcome {

        @Override
        public String toString() {
            return "Added[" + secret.id() + "]";
        }
    }

    /** It was removed. */
    record Removed() implements SecretOutcome {}

    /** There is no such connection, or it has no such secret. */
    record Missing() implements SecretOutcome {}

    /** The connection has as many secrets of the purpose as it may. */
    record TooMany(Purpose purpose, int most) implements SecretOutcome {}

    /** It is the last one of its purpose, without which the connection would not work. */
    record LastOne(Purpose purpose) implements SecretOutcome {}

    /** The settings state it, so that it would come back with the next start. */
    record StatedBySettings() implements SecretOutcome {}
}
