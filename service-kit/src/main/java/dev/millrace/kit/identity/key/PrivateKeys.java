package dev.millrace.kit.identity.key;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** The platform's private key in PEM. */
public final class PrivateKeys {

    private PrivateKeys() {}

    /**
     * Reads PKCS#8 PEM of an EC key.
     *
     * @throws UncheckedIOException if the file cannot be read
     * @throws IllegalStateException if it holds something else
     */
    public static PrivateKey read(Path file) {
        try {
            String body = Files.readString(file)
                    .replace("-----BEGIN PRIVATE KEY-----", "")
                    .replace("-----END PRIVATE KEY-----", "");
            return KeyFactory.getInstance("EC")
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body.strip())));
        } catch (IOException e) {
            throw new UncheckedIOException("the platform key " + file + " cannot be read", e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException("the platform key " + file + " is no EC key in PKCS#8 PEM", e);
        }
    }
}
