package dev.millrace.conformance.sync;

import dev.millrace.testing.TestKeys;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;

/**
 * A certificate for all hosts below {@code forge.test}, and a trust store that contains it.
 *
 * @param certificate PEM
 * @param key PEM
 * @param trustStore PKCS#12, with {@link #PASSWORD}
 */
record TestAuthority(Path certificate, Path key, Path trustStore) {

    static final String PASSWORD = "forge-test";

    static TestAuthority make(Path folder) throws IOException, InterruptedException {
        Path made = folder.resolve("key.p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "forge",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-validity",
                        "2",
                        "-dname",
                        "CN=forge.test",
                        "-ext",
                        "san=dns:*.forge.test",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        made.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        if (keytool.waitFor() != 0) {
            throw new AssertionError(Files.readString(folder.resolve("keytool.log")));
        }
        try (InputStream in = Files.newInputStream(made)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            Certificate certificate = keys.getCertificate("forge");
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("forge", certificate);
            Path store = folder.resolve("trust.p12");
            try (OutputStream out = Files.newOutputStream(store)) {
                trusted.store(out, PASSWORD.toCharArray());
            }
            String pem = "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                    .formatted(Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                            .encodeToString(certificate.getEncoded()));
            return new TestAuthority(
                    Files.writeString(folder.resolve("certificate.pem"), pem),
                    Files.writeString(folder.resolve("key.pem"), TestKeys.pem((PrivateKey)
                            keys.getKey("forge", PASSWORD.toCharArray()))),
                    store);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has PKCS#12", e);
        }
    }
}
