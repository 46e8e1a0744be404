package dev.millrace.pipeline.identity;

import java.time.Instant;

/**
 * A key that signs tokens, or has signed some.
 *
 * @param id as tokens and the key set name it
 * @param keys the halves
 * @param signsFrom when it begins to sign
 */
record SigningKeyRow(String id, StoredKeys keys, Instant signsFrom) {

    /** The halves of a key as they are stored; arrays are not copied. */
    static final class StoredKeys {

        private final byte[] publicKey;
        private final byte[] sealedPrivateKey;

        /**
         * The halves.
         *
         * @param publicKey X.509
         * @param sealedPrivateKey PKCS #8, sealed
         */
        StoredKeys(byte[] publicKey, byte[] sealedPrivateKey) {
            this.publicKey = publicKey;
            this.sealedPrivateKey = sealedPrivateKey;
        }

        byte[] publicKey() {
            return publicKey;
        }

        byte[] sealedPrivateKey() {
            return sealedPrivateKey;
        }
    }
}
