package dev.millrace.kit.secret;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;

/**
 * {@code keys create PRIVATE_FOLDER SHARED_FOLDER}: creates the keys of a platform, each unless it exists, and the folders. The private folder
 * gets {@code platform.pem}, which gateway and pipeline sign with; the shared one {@code platform.pub.pem}, which every service
 * verifies with, and {@code secrets.json}, the keyset that seals stored secrets. All files are readable by their owner only.
 * {@code keys add FILE} and {@code keys promote FILE} replace the key in a keyset, see {@link RotateKeyset}. Ends with 1 and a message
 * if it fails.
 */
public final class KeysCommand {

    private static final String USAGE =
            "keys create PRIVATE_FOLDER SHARED_FOLDER, keys add KEYSET_FILE, or keys promote KEYSET_FILE";

    private final PrintStream out;

    KeysCommand(PrintStream out) {
        this.out = out;
    }

    public static void main(String... arguments) {
        try {
            new KeysCommand(System.out).run(List.of(arguments));
        } catch (IllegalArgumentException | IllegalStateException e) {
            System.err.println("millrace: " + e.getMessage());
            System.exit(1);
        }
    }

    /**
     * Runs the command that the arguments give.
     *
     * @throws IllegalArgumentException if they are invalid
     * @throws IllegalStateException if a file cannot be written, or only one half of the key pair exists
     */
    void run(List<String> arguments) {
        switch (arguments.isEmpty() ? "" : arguments.getFirst() + " " + (arguments.size() - 1)) {
            case "create 2" -> create(arguments);
            case "add 1" -> rotate(RotateKeyset::add, Path.of(arguments.get(1)));
            case "promote 1" -> rotate(RotateKeyset::promote, Path.of(arguments.get(1)));
            default -> throw new IllegalArgumentException("usage: " + USAGE);
        }
    }

    /** One step of a rotation. */
    @FunctionalInterface
    private interface Step {
        RotateKeyset.Outcome on(Path file) throws IOException;
    }

    private void rotate(Step step, Path file) {
        try {
            switch (step.on(file)) {
                case RotateKeyset.Outcome.Added(int keys) ->
                    out.println(
                            "added a key, the keyset has %d: give the file to all services, restart them, then 'keys promote'"
                                    .formatted(keys));
                case RotateKeyset.Outcome.NotPromoted _ ->
                    throw new IllegalStateException(
                            "the last key of %s does not seal yet: 'keys promote' comes first".formatted(file));
                case RotateKeyset.Outcome.Promoted _ ->
                    out.println("the new key seals: give the file to all services and restart them");
                case RotateKeyset.Outcome.AlreadyPromoted _ -> out.println("the newest key seals already");
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot change the keyset %s: %s".formatted(file, e), e);
        }
    }

    private void create(List<String> arguments) {
        Path privateKey = Path.of(arguments.get(1)).resolve("platform.pem");
        Path shared = Path.of(arguments.get(2));
        try {
            createFolder(Path.of(arguments.get(1)));
            createFolder(shared);
            createKeyPair(privateKey, shared.resolve("platform.pub.pem"));
            Path keyset = shared.resolve("secrets.json");
            report(keyset, !Files.exists(keyset));
            var _ = SecretBox.createdIn(keyset);
        } catch (IOException e) {
            throw new IllegalStateException("cannot create the keys: " + e, e);
        } catch (UncheckedIOException e) {
            throw new IllegalStateException("%s: %s".formatted(e.getMessage(), e.getCause()), e);
        }
    }

    private static void createFolder(Path folder) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private void createKeyPair(Path privateKey, Path publicKey) throws IOException {
        if (Files.exists(privateKey) != Files.exists(publicKey)) {
            throw new IllegalStateException(
                    "there is only one of %s and %s: restore the other one, or delete both to replace the key"
                            .formatted(privateKey, publicKey));
        }
        boolean missing = !Files.exists(privateKey);
        if (missing) {
            KeyPair pair = newKeyPair();
            write(publicKey, "PUBLIC KEY", pair.getPublic());
            write(privateKey, "PRIVATE KEY", pair.getPrivate());
        }
        report(privateKey, missing);
        report(publicKey, missing);
    }

    private void report(Path file, boolean created) {
        out.println((created ? "created " : "exists  ") + file);
    }

    private static KeyPair newKeyPair() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has EC keys", e);
        }
    }

    private static void write(Path file, String label, Key key) throws IOException {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(key.getEncoded());
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label, body));
    }
}
