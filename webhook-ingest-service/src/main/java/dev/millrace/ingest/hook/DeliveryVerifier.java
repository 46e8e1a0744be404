package dev.millrace.ingest.hook;

import java.time.Instant;
import java.util.Optional;

/**
 * Decides whether a delivery is from the forge that its connection names. A pure function of headers, bytes and active
 * secrets. Only the headers of its own forge count: some forges send those of others, too.
 */
public interface DeliveryVerifier {

    /** Largest body that is read, in bytes; verification of some signatures needs a copy of it. */
    default long longestBody() {
        return Long.MAX_VALUE;
    }

    /** Why the headers alone rule the delivery out; checked before its body is read. */
    Optional<Verification.NoProof> missing(HookHeaders headers);

    /** The event as the headers name it, not verified; empty if they do not. */
    Optional<String> event(HookHeaders headers);

    /** Whether a header is kept with the delivery: what the forge states about it, and no secret. Lower case. */
    boolean keeps(String header);

    /**
     * Whether the signature covers the JSON of a form and not the form: Gitea and Forgejo sign before they encode the form.
     */
    default boolean signsDecodedForms() {
        return false;
    }

    /** What is wrong with this as a secret; empty if it can be one. */
    default Optional<String> problem(String secret) {
        return secret.isEmpty() ? Optional.of("a secret is not empty") : Optional.empty();
    }

    /**
     * The decision.
     *
     * @param body what the forge signed
     * @param receivedAt by our clock
     */
    Verification verify(HookConnection connection, HookHeaders headers, SignedBytes body, Instant receivedAt);
}
