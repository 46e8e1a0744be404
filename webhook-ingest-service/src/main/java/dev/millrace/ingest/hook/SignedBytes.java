package dev.millrace.ingest.hook;

import java.security.GeneralSecurityException;

/** The bytes that a forge signed, as received, never decoded and re-encoded. Read once for each secret that is tried. */
@FunctionalInterface
public interface SignedBytes {

    /**
     * Passes all bytes, in order and in pieces.
     *
     * @throws GeneralSecurityException if the sink throws it
     */
    void into(Sink sink) throws GeneralSecurityException;

    /** Takes a piece; matches the method {@code update} of a {@code Mac}, a {@code MessageDigest} or a {@code Signature}. */
    @FunctionalInterface
    interface Sink {
        void take(byte[] bytes, int from, int length) throws GeneralSecurityException;
    }
}
