package dev.millrace.gateway.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.Topic;
import dev.millrace.events.access.AccessKeyChanged;
import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestKeys;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class PlatformKeyRotationIT {

    @Inject
    RegisterPlatformKey registerPlatformKey;

    @Inject
    KeyRegisters registers;

    @Inject
    AccessKeyStore keys;

    @Inject
    Database database;

    @Test
    void acceptsTheFormerKeyAgainWhenTheKeyIsRolledBack() throws IOException, GeneralSecurityException {
        String former =
                Files.readString(ConfigProvider.getConfig().getValue("millrace.platform.public-key-file", Path.class));
        AccessKey before = active().getFirst();
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));

        registerPlatformKey.register(TestKeys.pem(generator.generateKeyPair().getPublic()));
        AccessKey next = active().getFirst();
        registerPlatformKey.register(former);
        registers.accessKeys().announceAll();

        assertThat(next.id()).isNotEqualTo(before.id());
        assertThat(active())
                .singleElement()
                .satisfies(key -> assertThat(key.id()).isEqualTo(before.id()));
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(newest(before.id()).active()).isTrue();
            assertThat(newest(next.id()).active()).isFalse();
        });
        // the revocation in between must not count when its record is written once more
        assertThat(records(before.id()))
                .filteredOn(record -> !record.active())
                .allSatisfy(revocation -> assertThat(revocation.occurredAt())
                        .isBefore(newest(before.id()).occurredAt()));
    }

    private List<AccessKey> active() {
        return database.inTransaction(tx -> keys.lockActive(tx)).stream()
                .filter(key -> key.team().isEmpty())
                .toList();
    }

    private static AccessKeyChanged newest(String keyId) {
        return records(keyId).stream()
                .max(Comparator.comparing(AccessKeyChanged::occurredAt))
                .orElseThrow();
    }

    private static List<AccessKeyChanged> records(String keyId) {
        return TestEvents.all(
                Topic.ACCESS_KEYS, AccessKeyChanged.class, key -> key.keyId().equals(keyId));
    }
}
