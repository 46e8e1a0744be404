package dev.millrace.ingest.delivery;

/** What happened to a webhook call. */
sealed interface DeliveryOutcome {

    /** This outcome while connections are still being read: a refusal is not final then. */
    default DeliveryOutcome whileConnectionsAreRead() {
        return this instanceof BadSignature || this instanceof UnknownConnection ? new ConnectionsUnread() : this;
    }

    /** Stored, and to be published. */
    record Stored() implements DeliveryOutcome {}

    /** Already known, from this hook or another one: recorded, but published only once. */
    record Repeated() implements DeliveryOutcome {}

    /** A hook's ping: stored, and the hook is verified. */
    record Greeted() implements DeliveryOutcome {}

    /** No signature, or a signature that matches none of our secrets, or an old one. */
    record BadSignature(String rule) implements DeliveryOutcome {}

    /** Nothing is connected to the address. */
    record UnknownConnection() implements DeliveryOutcome {}

    /** No connection matches, but not all of them have been read yet: the forge should retry. */
    record ConnectionsUnread() implements DeliveryOutcome {}

    /** Signed, but not a readable delivery; stored separately. */
    record Malformed(String reason) implements DeliveryOutcome {}

    /** The database does not answer: nothing is stored, and the forge should retry. */
    record StoreUnavailable() implements DeliveryOutcome {}
}
