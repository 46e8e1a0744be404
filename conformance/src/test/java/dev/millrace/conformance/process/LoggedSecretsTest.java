package dev.millrace.conformance.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoggedSecretsTest {

    private static final KeyPair KEYS = TestKeys.ec();

    @TempDir
    private Path folder;

    @Test
    void findsThePartsOfEveryFileWithKeysButThePublicOnes() throws IOException {
        Path keys = Files.createDirectories(folder.resolve("keys/teams")).getParent();
        String pem = TestKeys.pem(KEYS.getPrivate());
        String publicPem = TestKeys.pem(KEYS.getPublic());
        Files.writeString(keys.resolve("teams/acme.pem"), pem);
        Files.writeString(keys.resolve("teams/acme.pub.pem"), publicPem);
        Files.writeString(keys.resolve("passwords.properties"), "reader=0123456789abcdef01234567\n");
        var secrets = new LoggedSecrets(keys, Set.of("kept by vera"));

        assertThat(secrets.find(
                        log("the key is " + pem.lines().skip(1).findFirst().orElseThrow())))
                .containsExactly("service.log:2 has a part of teams/acme.pem");
        assertThat(secrets.find(log("password 0123456789abcdef01234567 is wrong")))
                .hasSize(1);
        assertThat(secrets.find(log("vera's is kept by vera"))).hasSize(1);
        assertThat(secrets.find(log(publicPem.lines().skip(1).findFirst().orElseThrow())))
                .isEmpty();
    }

    @Test
    void findsWhatHasTheShapeOfASecret() throws IOException {
        var secrets = new LoggedSecrets(Files.createDirectories(folder.resolve("keys")), Set.of());
        String jwt = TestKeys.sign(KEYS, TestKeys.claims("acme", "org", Instant.EPOCH, "git:read"));

        assertThat(secrets.find(log("token=mr_" + "a1".repeat(20)))).hasSize(1);
        assertThat(secrets.find(log("invitation mri_" + "a1".repeat(20)))).hasSize(1);
        assertThat(secrets.find(log("rejected " + jwt))).hasSize(1);
        assertThat(secrets.find(log("cannot fetch https://x-access-token:ghs_1@forge.example/a/b.git")))
                .isEmpty();
        assertThat(secrets.find(log("cannot fetch https://x-access-token:ghs_12345678@forge.example/a/b.git")))
                .hasSize(1);
        assertThat(secrets.find(log("{\"Authorization\": \"Basic eDoxMjM0NTY3ODkwMTIzNDU2Nzg5MA==\"}")))
                .hasSize(1);
        assertThat(secrets.find(log("-----BEGIN RSA PRIVATE KEY-----"))).hasSize(1);
    }

    @Test
    void findsNothingInOrdinaryLines() throws IOException {
        var secrets = new LoggedSecrets(Files.createDirectories(folder.resolve("keys")), Set.of());

        assertThat(secrets.find(
                        log("listening at http://127.0.0.1:8080/, database jdbc:postgresql://localhost:5433/x")))
                .isEmpty();
        assertThat(secrets.find(log("repositoryId=7a0c0ffe-0000-4000-8000-000000000001 keyId=key-1 mr_short")))
                .isEmpty();
    }

    private Path log(String line) throws IOException {
        return Files.writeString(folder.resolve("service.log"), "begins\n" + line + "\n");
    }
}
