package dev.millrace.ingest.hook;

/** What a verifier found out about a delivery. */
public sealed interface Verification {

    /**
     * Signed with one of the active secrets.
     *
     * @param secret which one
     * @param event the forge's own name of the event, for example {@code push} or {@code Merge Request Hook}; 1 to 64
     *     characters
     * @param hookId which hook sent it; empty if the forge does not identify it
     * @param deliveryId identifies the occurrence; 1 to 64 letters, digits and hyphens
     */
    record Verified(HookSecret secret, String event, String hookId, String deliveryId) implements Verification {}

    /** Signed with one of the active secrets, but without a usable name of the event or id of the delivery. */
    record Unidentified(HookSecret secret, String reason) implements Verification {}

    /** The header that proves the origin is absent, or is not of its format. */
    record NoProof(String rule) implements Verification {}

    /** None of the active secrets made the proof. */
    record BadProof(String rule) implements Verification {}

    /** The proof is genuine, and too old or from the future: it may be a repetition by someone who recorded it. */
    record Stale(HookSecret secret, String rule) implements Verification {}
}
