package dev.millrace.kit.identity.signature;

import dev.millrace.events.access.SigningKeyChanged.Kind;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * An SSH key that signs as {@code ssh-keygen -Y sign -n git} does. The formats are OpenSSH's: RFC 4253 and 5656 for keys,
 * PROTOCOL.sshsig for signatures.
 */
final class SshKey implements PublicSigningKey {

    private static final int LEAST_RSA_BITS = 2048;
    private static final String NAMESPACE = "git";
    private static final byte[] MAGIC = "SSHSIG".getBytes(StandardCharsets.US_ASCII);
    private static final String BEGIN = "-----BEGIN SSH SIGNATURE-----";
    private static final String END = "-----END SSH SIGNATURE-----";
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final String type;
    private final byte[] blob;
    private final PublicKey key;

    private SshKey(String type, byte[] blob, PublicKey key) {
        this.type = type;
        this.blob = blob;
        this.key = key;
    }

    static SshKey read(String text) {
        String[] words = text.strip().split("[ \t]+", 3);
        if (text.strip().lines().count() != 1 || words.length < 2) {
            throw new IllegalArgumentException(
                    "the key is neither an armored OpenPGP block nor one line as in authorized_keys");
        }
        byte[] blob = Base64.getDecoder().decode(words[1]);
        SshReader reader = new SshReader(blob);
        String type = reader.text();
        if (!type.equals(words[0])) {
            throw new IllegalArgumentException("the key claims to be %s and is %s".formatted(words[0], type));
        }
        try {
            PublicKey key = key(type, reader);
            reader.end();
            return new SshKey(type, blob, key);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the key is not one of " + type, e);
        }
    }

    private static PublicKey key(String type, SshReader reader) throws GeneralSecurityException {
        return switch (type) {
            case "ssh-ed25519" -> {
                byte[] raw = reader.string();
                byte[] encoded = Arrays.copyOf(ED25519_PREFIX, ED25519_PREFIX.length + raw.length);
                System.arraycopy(raw, 0, encoded, ED25519_PREFIX.length, raw.length);
                yield KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
            }
            case "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521" -> ecdsa(type, reader);
            case "ssh-rsa" -> {
                BigInteger exponent = reader.integer();
                BigInteger modulus = reader.integer();
                if (modulus.bitLength() < LEAST_RSA_BITS) {
                    throw new IllegalArgumentException("an RSA key has at least %d bits, this one %d"
                            .formatted(LEAST_RSA_BITS, modulus.bitLength()));
                }
                yield KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
            }
            default ->
                throw new IllegalArgumentException(
                        "keys of type %s are not accepted: Ed25519, ECDSA and RSA are".formatted(type));
        };
    }

    private static PublicKey ecdsa(String type, SshReader reader) throws GeneralSecurityException {
        String curve = reader.text();
        if (!type.endsWith("-" + curve)) {
            throw new IllegalArgumentException("the key of type %s is on the curve %s".formatted(type, curve));
        }
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(curve.replace("nistp", "secp") + "r1"));
        byte[] point = reader.string();
        int size = (point.length - 1) / 2;
        if (point.length < 3 || point[0] != 4) {
            throw new IllegalArgumentException("the point of the key is compressed or empty");
        }
        var place = new ECPoint(
                new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + size)),
                new BigInteger(1, Arrays.copyOfRange(point, 1 + size, point.length)));
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(place, parameters.getParameterSpec(ECParameterSpec.class)));
    }

    @Override
    public Kind kind() {
        return Kind.SSH;
    }

    @Override
    public String fingerprint() {
        return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash("SHA-256", blob));
    }

    @Override
    public String text() {
        return type + " " + Base64.getEncoder().encodeToString(blob);
    }

    @Override
    public boolean verifies(byte[] payload, String signature) {
        try {
            return isOurs(payload, unarmored(signature));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            // whatever the input is, it is not a signature of this key
            return false;
        }
    }

    private static byte[] unarmored(String signature) {
        String text = signature.strip();
        if (!text.startsWith(BEGIN) || !text.endsWith(END)) {
            throw new IllegalArgumentException("not an SSH signature");
        }
        return Base64.getMimeDecoder().decode(text.substring(BEGIN.length(), text.length() - END.length()));
    }

    private boolean isOurs(byte[] payload, byte[] signature) throws GeneralSecurityException {
        SshReader reader = new SshReader(signature);
        if (!Arrays.equals(reader.raw(MAGIC.length), MAGIC) || reader.number() != 1) {
            return false;
        }
        byte[] signer = reader.string();
        String namespace = reader.text();
        byte[] reserved = reader.string();
        String hash = reader.text();
        SshReader inner = new SshReader(reader.string());
        reader.end();
        if (!Arrays.equals(signer, blob) || !namespace.equals(NAMESPACE)) {
            return false;
        }
        var signed = new ByteArrayOutputStream();
        signed.writeBytes(MAGIC);
        SshReader.write(signed, namespace.getBytes(StandardCharsets.UTF_8));
        SshReader.write(signed, reserved);
        SshReader.write(signed, hash.getBytes(StandardCharsets.UTF_8));
        SshReader.write(
                signed,
                switch (hash) {
                    case "sha256" -> hash("SHA-256", payload);
                    case "sha512" -> hash("SHA-512", payload);
                    default -> throw new IllegalArgumentException("no such hash: " + hash);
                });
        String how = inner.text();
        byte[] value = inner.string();
        inner.end();
        Signature verifier = Signature.getInstance(algorithm(how));
        verifier.initVerify(key);
        verifier.update(signed.toByteArray());
        return verifier.verify(how.startsWith("ecdsa-") ? der(value) : value);
    }

    /** SHA-1, which {@code ssh-rsa} means here, is not accepted. */
    private String algorithm(String how) {
        boolean isOfThisKey = how.startsWith("rsa-sha2-") ? type.equals("ssh-rsa") : how.equals(type);
        if (!isOfThisKey) {
            throw new IllegalArgumentException("a key of type %s makes no signature of type %s".formatted(type, how));
        }
        return switch (how) {
            case "ssh-ed25519" -> "Ed25519";
            case "rsa-sha2-256" -> "SHA256withRSA";
            case "rsa-sha2-512" -> "SHA512withRSA";
            case "ecdsa-sha2-nistp256" -> "SHA256withECDSA";
            case "ecdsa-sha2-nistp384" -> "SHA384withECDSA";
            case "ecdsa-sha2-nistp521" -> "SHA512withECDSA";
            default -> throw new IllegalArgumentException("no such signature: " + how);
        };
    }

    /** SSH concatenates the two numbers of an ECDSA signature, the JDK expects them in a DER sequence. */
    private static byte[] der(byte[] value) {
        SshReader reader = new SshReader(value);
        var numbers = new ByteArrayOutputStream();
        for (int i = 0; i < 2; i++) {
            byte[] number = reader.integer().toByteArray();
            if (number.length > 127) {
                throw new IllegalArgumentException("the signature is too long");
            }
            numbers.write(2);
            numbers.write(number.length);
            numbers.writeBytes(number);
        }
        reader.end();
        var sequence = new ByteArrayOutputStream();
        sequence.write(0x30);
        if (numbers.size() > 127) {
            sequence.write(0x81);
        }
        sequence.write(numbers.size());
        sequence.writeBytes(numbers.toByteArray());
        return sequence.toByteArray();
    }

    private static byte[] hash(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + algorithm, e);
        }
    }
}
