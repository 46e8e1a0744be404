package dev.millrace.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;

/** The key pair of the platform that the tests of this JVM belong to: {@link Platform} configures services with it. */
public final class TestPlatformKey {

    private TestPlatformKey() {}

    /** PKCS#8 PEM of an EC P-256 key. */
    public static Path privateKeyFile() {
        return Pair.PRIVATE;
    }

    /** The public half in PEM. */
    public static Path publicKeyFile() {
        return Pair.PUBLIC;
    }

    private static final class Pair {

        static final Path PRIVATE;
        static final Path PUBLIC;

        static {
            try {
                KeyPair platform = TestKeys.ec();
                Path folder = Files.createTempDirectory("millrace-platform-key");
                PRIVATE = Files.writeString(folder.resolve("platform.pem"), TestKeys.pem(platform.getPrivate()));
                PUBLIC = Files.writeString(folder.resolve("platform.pub.pem"), TestKeys.pem(platform.getPublic()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
