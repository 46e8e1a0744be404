package dev.millrace.ingest.hook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.access.ForgeConnectionChanged;
import dev.millrace.events.access.ForgeConnectionChanged.App;
import dev.millrace.events.access.ForgeConnectionChanged.Purpose;
import dev.millrace.events.access.ForgeConnectionChanged.SealedSecret;
import dev.millrace.forge.connection.SecretContext;
import dev.millrace.ingest.SignedDelivery;
import dev.millrace.kit.secret.SecretBox;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections in a service that learns of them from {@code access.connections} only. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
class ConnectionIT {

    private static final Duration EFFECTIVE_WITHIN = Duration.ofSeconds(1);

    @Inject
    SecretBox secrets;

    private final Set<String> published = new HashSet<>();
    private final String connection = "connection-" + UUID.randomUUID();
    private final String secret = "secret-" + UUID.randomUUID();

    @BeforeEach
    void followTheTopic() {
        // the first record of a test may find a consumer that is still starting; those after it show how fast it is
        String first = "secret-" + UUID.randomUUID();
        publish("connection-" + UUID.randomUUID(), true, first);
        await().atMost(Duration.ofSeconds(30)).until(() -> status(first) == 202);
    }

    @AfterEach
    void removeThem() {
        published.forEach(id -> TestEvents.publish(changed(id, false)));
        // other tests use the connection from the settings, which is in use as long as no other is published
        await().atMost(Duration.ofSeconds(30)).until(() -> status("It's a Secret to Everybody") == 202);
    }

    @Test
    void acceptsDeliveriesWithinASecondAndRejectsThemWithinASecond() {
        publish(connection, true, secret);
        await().pollInterval(Duration.ofMillis(20)).atMost(EFFECTIVE_WITHIN).until(() -> status(secret) == 202);

        publish(connection, false);
        await().pollInterval(Duration.ofMillis(20)).atMost(EFFECTIVE_WITHIN).until(() -> status(secret) == 401);
    }

    @Test
    void acceptsAnAddedSecretWithinASecondAndRejectsARemovedOneWithinASecond() {
        String added = "secret-" + UUID.randomUUID();
        publish(connection, true, secret);
        await().atMost(Duration.ofSeconds(30)).until(() -> status(secret) == 202);

        publish(connection, true, added, secret);
        await().pollInterval(Duration.ofMillis(20)).atMost(EFFECTIVE_WITHIN).until(() -> status(added) == 202);

        publish(connection, true, added);
        await().pollInterval(Duration.ofMillis(20)).atMost(EFFECTIVE_WITHIN).until(() -> status(secret) == 401);
    }

    private static int status(String secret) {
        return SignedDelivery.of("watch", UUID.randomUUID().toString(), "{}".getBytes(UTF_8))
                .secret(secret)
                .send()
                .statusCode();
    }

    private void publish(String id, boolean active, String... webhookSecrets) {
        published.add(id);
        TestEvents.publish(changed(id, active, webhookSecrets));
    }

    private ForgeConnectionChanged changed(String id, boolean active, String... webhookSecrets) {
        List<SealedSecret> sealed = new ArrayList<>();
        for (String webhookSecret : webhookSecrets) {
            UUID secretId = UUID.nameUUIDFromBytes(webhookSecret.getBytes(UTF_8));
            byte[] bytes = secrets.seal(webhookSecret.getBytes(UTF_8), SecretContext.of(secretId));
            sealed.add(new SealedSecret(
                    secretId, Purpose.WEBHOOK, Base64.getEncoder().encodeToString(bytes), Instant.EPOCH));
        }
        return new ForgeConnectionChanged(
                UUID.randomUUID(),
                id,
                "github",
                "github.com",
                "https://api.github.com",
                "https://github.com",
                Optional.empty(),
                Optional.of(new App("4711", Optional.empty(), Optional.empty())),
                sealed,
                active,
                Instant.now());
    }
}
