package dev.millrace.kit.identity.signature;

import dev.millrace.events.access.SigningKeyChanged.Kind;

/** A public key that signs commits and pushes. Safe to share between threads. */
public sealed interface PublicSigningKey permits SshKey, OpenPgpKey {

    /**
     * Reads a key.
     *
     * @param text an armored OpenPGP public key block, or one line as in {@code authorized_keys}: Ed25519, ECDSA on P-256,
     *     P-384 or P-521, or RSA of at least 2,048 bits
     * @throws IllegalArgumentException if it is neither, with a reason for the sender
     */
    static PublicSigningKey read(String text) {
        return text.contains("-----BEGIN PGP") ? OpenPgpKey.read(text) : SshKey.read(text);
    }

    /** How it signs. */
    Kind kind();

    /** As its own tools show it: {@code SHA256:...} of an SSH key, 40 hex digits or more of an OpenPGP key. */
    String fingerprint();

    /** The key as it is stored: without comments before or after it. */
    String text();

    /**
     * Whether this key made the signature over exactly these bytes.
     *
     * @param signature as git keeps it, armored; untrusted, may be any text
     */
    boolean verifies(byte[] payload, String signature);
}
