package dev.millrace.standalone.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformKeysTest {

    @TempDir
    Path folder;

    @Test
    void keepsWhatItMadeAtTheFirstStart() throws IOException {
        var first = PlatformKeys.madeIn(folder.resolve("keys"));
        String secret = Files.readString(first.webhookSecretFile());
        String key = Files.readString(first.platformPrivateKey());

        var second = PlatformKeys.madeIn(folder.resolve("keys"));

        assertThat(second.webhookSecretFile()).content().isEqualTo(secret).hasSize(48);
        assertThat(second.platformPrivateKey()).content().isEqualTo(key).startsWith("-----BEGIN PRIVATE KEY-----\n");
        assertThat(second.platformPublicKey()).content().startsWith("-----BEGIN PUBLIC KEY-----\n");
    }

    @Test
    void letsOnlyTheOwnerReadSecrets() throws IOException {
        var keys = PlatformKeys.madeIn(folder.resolve("keys"));

        assertThat(Files.getPosixFilePermissions(keys.webhookSecretFile()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(folder.resolve("keys")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }
}
