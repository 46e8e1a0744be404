package dev.millrace.ingest.delivery;

/** What became of a webhook call. */
sealed interface DeliveryOutcome {

    /** Stored, and to be published. */
    record Stored() implements DeliveryOutcome {}

    /** Known already, from this hook or another one: noted, published once only. */
    record Repeated() implements DeliveryOutcome {}

    /** A hook's greeting: stored, and the hook is verified. */
    record Greeted() implements DeliveryOutcome {}

    /** No signature, or none of our secrets made it. */
    record BadSignature() implements DeliveryOutcome {}

    /** Signed, but no delivery that can be read; kept aside. */
    record Malformed(String reason) implements DeliveryOutcome {}

    /** The database does not answer: nothing is stored, and the forge is to try again. */
    record StoreAway() implements DeliveryOutcome {}
}
