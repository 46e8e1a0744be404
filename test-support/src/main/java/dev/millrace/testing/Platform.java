package dev.millrace.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * PostgreSQL, Kafka, a platform key pair and a keyset file for a {@code @QuarkusTest}. Use it with
 * {@code @QuarkusTestResource(Platform.class)} and no other resource, so that all tests of a module share one start.
 */
public final class Platform implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        try {
            Path keys = Files.createTempDirectory("millrace-keys");
            return Map.of(
                    "quarkus.datasource.jdbc.url", TestPostgres.databaseUrl(),
                    "quarkus.datasource.username", "postgres",
                    "quarkus.datasource.password", "postgres",
                    "kafka.bootstrap.servers", TestKafka.brokers(),
                    "quarkus.http.test-port", "0",
                    "millrace.platform.private-key-file",
                            TestPlatformKey.privateKeyFile().toString(),
                    "millrace.platform.public-key-file",
                            TestPlatformKey.publicKeyFile().toString(),
                    "millrace.secrets.keyset-file", keys.resolve("secrets.json").toString(),
                    "millrace.secrets.create-keyset", "true");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        // PostgreSQL and Kafka stop with the JVM: other tests of the module may still use them
    }
}
