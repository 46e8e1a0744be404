package dev.millrace.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.kit.secret.SecretBox;
import dev.millrace.testing.DebianTools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code create-keys}. */
class CreateKeysTest {

    private static final byte[] TEXT = "text".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path temporary;

    private Path keys;

    @BeforeEach
    void createKeys() throws Exception {
        DebianTools.need("openssl", "openssl");
        keys = temporary.resolve("keys");
        assertThat(run()).isZero();
    }

    @Test
    void createsTheFilesOfTheSecretForTheirOwnerOnly() throws IOException {
        try (Stream<Path> files = Files.list(keys)) {
            Set<String> names = files.map(Path::getFileName).map(Path::toString).collect(Collectors.toSet());

            assertThat(names).containsExactlyInAnyOrder("platform-private.pem", "platform-public.pem", "secrets.json");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys.resolve("platform-private.pem"))))
                .isEqualTo("rw-------");
    }

    @Test
    void createsAPairOfKeysThatSignsAndVerifies() throws GeneralSecurityException, IOException {
        var factory = KeyFactory.getInstance("EC");
        var signing = Signature.getInstance("SHA256withECDSA");
        signing.initSign(factory.generatePrivate(new PKCS8EncodedKeySpec(pem("platform-private.pem"))));
        signing.update(TEXT);
        byte[] signature = signing.sign();

        var verifying = Signature.getInstance("SHA256withECDSA");
        verifying.initVerify(factory.generatePublic(new X509EncodedKeySpec(pem("platform-public.pem"))));
        verifying.update(TEXT);

        assertThat(verifying.verify(signature)).isTrue();
    }

    @Test
    void createsAKeysetThatSealsAndOpens() {
        Path keyset = keys.resolve("secrets.json");

        byte[] sealed = new SecretBox(keyset).seal(TEXT, "context");

        assertThat(new SecretBox(keyset).open(sealed, "context")).isEqualTo(TEXT);
    }

    @Test
    void replacesNoKeys() throws Exception {
        byte[] before = Files.readAllBytes(keys.resolve("secrets.json"));

        assertThat(run()).isNotZero();

        assertThat(Files.readAllBytes(keys.resolve("secrets.json"))).isEqualTo(before);
    }

    private int run() throws IOException, InterruptedException {
        return new ProcessBuilder(Rendered.KUBERNETES.resolve("create-keys").toString(), keys.toString())
                .redirectErrorStream(true)
                .redirectOutput(temporary.resolve("output").toFile())
                .start()
                .waitFor();
    }

    private byte[] pem(String file) throws IOException {
        return Base64.getMimeDecoder()
                .decode(Files.readString(keys.resolve(file)).replaceAll("-----[A-Z ]+-----", ""));
    }
}
