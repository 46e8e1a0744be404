package dev.millrace.gateway.administrator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The administrator's token: {@code mra_} and 256 random bits in Base64url.
 *
 * @param text the token itself, which nothing but its owner's file or terminal may show
 */
record AdministratorToken(String text) {

    private static final int RANDOM_BYTES = 32;

    static AdministratorToken random() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        return new AdministratorToken(
                "mra_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }

    /** The hash that is stored instead of the token. */
    byte[] sha256() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** Writes it to a file that only its owner may read, in one step; an existing file is replaced. */
    void writeTo(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Path draft = Files.createTempFile(
                    folder,
                    "administrator-token",
                    ".draft",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(draft, text + "\n");
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("the administrator's token cannot be written to " + file, e);
        }
    }

    @Override
    public String toString() {
        return "AdministratorToken";
    }
}
