package dev.millrace.kit.identity.signature;

import dev.millrace.events.access.SigningKeyChanged.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Set;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPObjectFactory;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPPublicKeyRingCollection;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;

/**
 * An OpenPGP key with its subkeys. A subkey is accepted if the primary key has bound it; a revoked or expired key signs
 * nothing.
 */
final class OpenPgpKey implements PublicSigningKey {

    private static final Set<Integer> BROKEN_HASHES =
            Set.of(HashAlgorithmTags.MD5, HashAlgorithmTags.SHA1, HashAlgorithmTags.RIPEMD160);

    private final PGPPublicKeyRing ring;

    private OpenPgpKey(PGPPublicKeyRing ring) {
        this.ring = ring;
    }

    static OpenPgpKey read(String text) {
        if (text.contains("PRIVATE KEY BLOCK")) {
            throw new IllegalArgumentException("the key is a private one: it belongs nowhere but with its owner");
        }
        try (var decoded = PGPUtil.getDecoderStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
            Iterator<PGPPublicKeyRing> rings =
                    new PGPPublicKeyRingCollection(decoded, new BcKeyFingerprintCalculator()).getKeyRings();
            if (!rings.hasNext()) {
                throw new IllegalArgumentException("the block holds no OpenPGP public key");
            }
            PGPPublicKeyRing ring = rings.next();
            if (rings.hasNext()) {
                throw new IllegalArgumentException("the block holds more than one OpenPGP key");
            }
            return new OpenPgpKey(ring);
        } catch (IOException | PGPException | RuntimeException e) {
            if (e instanceof IllegalArgumentException refusal) {
                throw refusal;
            }
            throw new IllegalArgumentException("the block is no OpenPGP public key: " + e.getMessage(), e);
        }
    }

    @Override
    public Kind kind() {
        return Kind.OPENPGP;
    }

    @Override
    public String fingerprint() {
        return HexFormat.of().formatHex(ring.getPublicKey().getFingerprint());
    }

    @Override
    public String text() {
        var bytes = new ByteArrayOutputStream();
        try (var armored = ArmoredOutputStream.builder().clearHeaders().build(bytes)) {
            ring.encode(armored);
        } catch (IOException e) {
            throw new IllegalStateException("a key that was read can be written", e);
        }
        return bytes.toString(StandardCharsets.US_ASCII);
    }

    @Override
    public boolean verifies(byte[] payload, String signature) {
        try (var decoded =
                PGPUtil.getDecoderStream(new ByteArrayInputStream(signature.getBytes(StandardCharsets.UTF_8)))) {
            var objects = new PGPObjectFactory(decoded, new BcKeyFingerprintCalculator());
            return objects.nextObject() instanceof PGPSignatureList signatures
                    && signatures.size() == 1
                    && isOurs(payload, signatures.get(0));
        } catch (IOException | PGPException | RuntimeException e) {
            // whatever the input is, it is not a signature of this key
            return false;
        }
    }

    private boolean isOurs(byte[] payload, PGPSignature signature) throws PGPException {
        PGPPublicKey signer = ring.getPublicKey(signature.getKeyID());
        if (signer == null
                || signature.getSignatureType() != PGPSignature.BINARY_DOCUMENT
                || BROKEN_HASHES.contains(signature.getHashAlgorithm())) {
            return false;
        }
        Instant at = signature.getCreationTime().toInstant();
        PGPPublicKey primary = ring.getPublicKey();
        if (!isGood(primary, at) || !isGood(signer, at) || !(signer.isMasterKey() || isBound(signer, primary))) {
            return false;
        }
        signature.init(new BcPGPContentVerifierBuilderProvider(), signer);
        signature.update(payload);
        return signature.verify();
    }

    private static boolean isGood(PGPPublicKey key, Instant at) {
        long seconds = key.getValidSeconds();
        Instant from = key.getCreationTime().toInstant();
        return !key.hasRevocation() && !at.isBefore(from) && (seconds == 0 || at.isBefore(from.plusSeconds(seconds)));
    }

    private static boolean isBound(PGPPublicKey subkey, PGPPublicKey primary) throws PGPException {
        Iterator<PGPSignature> bindings = subkey.getSignaturesOfType(PGPSignature.SUBKEY_BINDING);
        while (bindings.hasNext()) {
            PGPSignature binding = bindings.next();
            binding.init(new BcPGPContentVerifierBuilderProvider(), primary);
            if (binding.verifyCertification(primary, subkey)) {
                return true;
            }
        }
        return false;
    }
}
