package dev.millrace.standalone.platform;

import dev.millrace.standalone.process.OwnerOnly;
import dev.millrace.standalone.process.StartFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/**
 * The keys and secrets that a platform generates at its first start, each in a file of its own that only the owner may
 * read: the platform's key pair, the webhook secret, the database password. The services themselves generate the keyset
 * for secrets at rest and the administrator's token, in the files named here.
 */
public final class PlatformKeys {

    private final Path folder;

    private PlatformKeys(Path folder) {
        this.folder = folder;
    }

    /** The files of a platform that has started before. */
    public static PlatformKeys in(DataFolder data) {
        return new PlatformKeys(data.keys());
    }

    /**
     * Generates the missing files.
     *
     * @throws StartFailed if a file can be neither read nor written
     */
    public static PlatformKeys madeIn(Path folder) {
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            var keys = new PlatformKeys(folder);
            if (!Files.exists(keys.platformPublicKey())) {
                writeKeyPair(keys.platformPrivateKey(), keys.platformPublicKey(), newKeyPair("EC", 256));
            }
            for (Path secret : new Path[] {keys.webhookSecretFile(), keys.databasePassword()}) {
                if (!Files.exists(secret)) {
                    writeSecret(secret, randomText());
                }
            }
            return keys;
        } catch (IOException e) {
            throw new StartFailed("cannot make the keys in " + folder + ": " + e.getMessage(), e);
        }
    }

    /** EC P-256, PKCS#8 PEM; signs requests between services. */
    public Path platformPrivateKey() {
        return folder.resolve("platform.pem");
    }

    /** The public half of {@link #platformPrivateKey}, PEM. */
    public Path platformPublicKey() {
        return folder.resolve("platform.pub.pem");
    }

    /** Tink keyset for secrets at rest. */
    public Path secretsKeyset() {
        return folder.resolve("secrets.json");
    }

    /** Text that signs deliveries to us; GitHub must be configured with the same. */
    public Path webhookSecretFile() {
        return folder.resolve("webhook-secret");
    }

    /** The content of {@link #webhookSecretFile}. */
    public String webhookSecret() {
        try {
            return Files.readString(webhookSecretFile()).strip();
        } catch (IOException e) {
            throw new StartFailed("cannot read " + webhookSecretFile() + ": " + e.getMessage(), e);
        }
    }

    /** Bearer token that authorizes its holder to create teams; written by the gateway at its first start. */
    public Path administratorToken() {
        return folder.resolve("administrator-token");
    }

    /** Folder of the key pairs of teams that were added on this machine. */
    public Path teams() {
        return folder.resolve("teams");
    }

    /** Password of the database role. */
    public Path databasePassword() {
        return folder.resolve("database-password");
    }

    /** Passwords of the broker's users; generated with the broker. */
    public Path kafkaPasswords() {
        return folder.resolve("kafka-passwords.properties");
    }

    /**
     * Generates a key pair for an App of the simulated forge, unless it exists.
     *
     * @return files of its halves, RSA with 2,048 bits, PEM
     * @throws StartFailed if a file cannot be written
     */
    public Map.Entry<Path, Path> simulatedApp() {
        Path privateKey = folder.resolve("simulated-app.pem");
        Path publicKey = folder.resolve("simulated-app.pub.pem");
        try {
            if (!Files.exists(publicKey)) {
                writeKeyPair(privateKey, publicKey, newKeyPair("RSA", 2048));
            }
            return Map.entry(privateKey, publicKey);
        } catch (IOException e) {
            throw new StartFailed("cannot write " + privateKey + ": " + e.getMessage(), e);
        }
    }

    /** A new key pair, for example {@code EC} with 256 bits, which is P-256. */
    public static KeyPair newKeyPair(String algorithm, int bits) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime makes " + algorithm + " keys", e);
        }
    }

    /** A key in PEM, with a label such as {@code PUBLIC KEY}. */
    public static String pem(String label, Key key) {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(key.getEncoded());
        return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(label, body);
    }

    /** Writes both halves as PEM, PKCS#8 and X.509, each to a file that only the owner may read. */
    public static void writeKeyPair(Path privateKey, Path publicKey, KeyPair pair) throws IOException {
        writeSecret(privateKey, pem("PRIVATE KEY", pair.getPrivate()));
        writeSecret(publicKey, pem("PUBLIC KEY", pair.getPublic()));
    }

    private static void writeSecret(Path file, String text) throws IOException {
        OwnerOnly.write(file, text);
    }

    private static String randomText() {
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
