package dev.millrace.githttp.signing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * An Ed25519 key that signs as {@code ssh-keygen -Y sign -n git} does, which is what {@code git} expects with {@code
 * gpg.format=ssh} (OpenSSH's PROTOCOL.sshsig).
 */
final class SshCommitKey {

    static final String TYPE = "ssh-ed25519";

    private static final String MAGIC = "SSHSIG";
    private static final String NAMESPACE = "git";
    private static final String HASH = "sha512";
    private static final int KEY_BYTES = 32;
    private static final int LINE = 72;

    private final PrivateKey key;
    private final byte[] publicBlob;

    private SshCommitKey(PrivateKey key, byte[] publicBlob) {
        this.key = key;
        this.publicBlob = publicBlob;
    }

    /** A new key pair. */
    static KeyPair generate() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the runtime has no Ed25519", e);
        }
    }

    /** The public part of a pair as a line of {@code authorized_keys}, without a comment. */
    static String publicKey(KeyPair pair) {
        // the encoding of an Ed25519 key ends with the key itself
        byte[] encoded = pair.getPublic().getEncoded();
        byte[] raw = Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
        var blob = new ByteArrayOutputStream();
        string(blob, text(TYPE));
        string(blob, raw);
        return TYPE + " " + Base64.getEncoder().encodeToString(blob.toByteArray());
    }

    /**
     * A key as it was stored.
     *
     * @param pkcs8 the private key
     * @param publicKey as {@link #publicKey} returned it
     */
    static SshCommitKey of(byte[] pkcs8, String publicKey) {
        try {
            return new SshCommitKey(
                    KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8)),
                    Base64.getDecoder().decode(publicKey.substring(TYPE.length() + 1)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the stored key is no Ed25519 key", e);
        }
    }

    /** An armored signature. */
    String sign(byte[] message) {
        try {
            var signed = new ByteArrayOutputStream();
            signed.writeBytes(text(MAGIC));
            string(signed, text(NAMESPACE));
            string(signed, new byte[0]);
            string(signed, text(HASH));
            string(signed, MessageDigest.getInstance("SHA-512").digest(message));
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(key);
            signer.update(signed.toByteArray());

            var signature = new ByteArrayOutputStream();
            string(signature, text(TYPE));
            string(signature, signer.sign());
            var envelope = new ByteArrayOutputStream();
            envelope.writeBytes(text(MAGIC));
            envelope.writeBytes(new byte[] {0, 0, 0, 1});
            string(envelope, publicBlob);
            string(envelope, text(NAMESPACE));
            string(envelope, new byte[0]);
            string(envelope, text(HASH));
            string(envelope, signature.toByteArray());
            return armored(envelope.toByteArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a commit cannot be signed", e);
        }
    }

    private static String armored(byte[] envelope) {
        String body = Base64.getMimeEncoder(LINE, text("\n")).encodeToString(envelope);
        return "-----BEGIN SSH SIGNATURE-----\n" + body + "\n-----END SSH SIGNATURE-----";
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void string(ByteArrayOutputStream to, byte[] bytes) {
        to.write(bytes.length >>> 24);
        to.write(bytes.length >>> 16);
        to.write(bytes.length >>> 8);
        to.write(bytes.length);
        to.writeBytes(bytes);
    }
}
