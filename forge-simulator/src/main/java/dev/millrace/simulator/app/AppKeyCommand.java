package dev.millrace.simulator.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;

/**
 * {@code app-key PRIVATE_FILE PUBLIC_FILE}: creates the key pair of the simulated GitHub App before anything starts, for platforms
 * whose services read it from a file. Existing files are left as they are. Ends with 1 and a message if it fails.
 */
public final class AppKeyCommand {

    private AppKeyCommand() {}

    public static void main(String... arguments) {
        if (arguments.length != 2) {
            System.err.println("usage: app-key PRIVATE_FILE PUBLIC_FILE");
            System.exit(1);
        }
        try {
            create(Path.of(arguments[0]), Path.of(arguments[1]));
        } catch (IOException | GeneralSecurityException e) {
            System.err.println("cannot create the key of the simulated App: " + e);
            System.exit(1);
        }
    }

    /** Creates both files, readable by their owner only, unless the public one, which is written last, exists. */
    static void create(Path privateFile, Path publicFile) throws IOException, GeneralSecurityException {
        if (Files.exists(publicFile)) {
            return;
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        Files.deleteIfExists(privateFile);
        write(privateFile, RsaPem.pkcs1(pair.getPrivate()));
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(pair.getPublic().getEncoded());
        write(publicFile, "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text, StandardCharsets.US_ASCII);
    }
}
