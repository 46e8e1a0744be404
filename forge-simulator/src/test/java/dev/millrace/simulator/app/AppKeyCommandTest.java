package dev.millrace.simulator.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppKeyCommandTest {

    @TempDir
    private Path folder;

    @Test
    void createsThePairOnceAndForItsOwnerOnly() throws Exception {
        Path privateFile = folder.resolve("app.pem");
        Path publicFile = folder.resolve("app.pub.pem");

        AppKeyCommand.create(privateFile, publicFile);
        PublicKey first = RsaPem.readPublic(publicFile);
        AppKeyCommand.create(privateFile, publicFile);

        assertThat(RsaPem.readPublic(publicFile)).isEqualTo(first).isInstanceOf(RSAPublicKey.class);
        assertThat(privateFile).content().startsWith("-----BEGIN RSA PRIVATE KEY-----");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(privateFile)))
                .isEqualTo("rw-------");
    }
}
