package dev.millrace.simulator.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/** RSA keys as PEM, in the forms GitHub uses. */
final class RsaPem {

    /** What PKCS#8 puts before the PKCS#1 key of a 2048-bit RSA key: sequence, version, algorithm, octet string. */
    private static final int PKCS8_PREFIX = 26;

    private RsaPem() {}

    /** A 2048-bit key as GitHub provides it: PKCS#1, {@code BEGIN RSA PRIVATE KEY}. */
    static String pkcs1(PrivateKey key) {
        byte[] pkcs8 = key.getEncoded();
        byte[] pkcs1 = Arrays.copyOfRange(pkcs8, PKCS8_PREFIX, pkcs8.length);
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pkcs1);
        return "-----BEGIN RSA PRIVATE KEY-----\n" + lines + "\n-----END RSA PRIVATE KEY-----\n";
    }

    /**
     * Reads a public key, {@code BEGIN PUBLIC KEY}.
     *
     * @throws IOException if the file does not exist or contains no such key
     */
    static PublicKey readPublic(Path file) throws IOException {
        String base64 = Files.readString(file, StandardCharsets.US_ASCII).replaceAll("-----[A-Z ]+-----|\\s", "");
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("%s is not a PEM file with an RSA public key".formatted(file), e);
        }
    }
}
