package dev.millrace.insights.repository;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.access.AccessKeyChanged;
import dev.millrace.events.codec.EventCodec;
import dev.millrace.events.codec.WireEvent;
import dev.millrace.kit.identity.record.RecordSigner;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestKeys;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a writer who bypassed the broker's ACLs can do on {@code access.keys} to a service that consumes the topic. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
class ForgedKeysIT {

    private static final EventCodec CODEC = new EventCodec(URI.create("/intruder"));

    private final String team = "team-" + UUID.randomUUID().toString().substring(0, 8);
    private final KeyPair forged = TestKeys.ec();
    private final KeyPair own = TestKeys.ec();

    @Inject
    MeterRegistry meters;

    @Test
    void acceptsNoKeyThatThePlatformDidNotSign() throws IOException {
        double unsigned = rejected("unsigned");
        double wrong = rejected("wrong_signature");
        double tombstones = rejected("tombstone");
        var signer = new RecordSigner(Optional.of(
                Files.writeString(Files.createTempFile("intruder", ".pem"), TestKeys.pem(forged.getPrivate()))));
        String keyId = "key-" + UUID.randomUUID();

        // in one partition, so that the last one is read after the others
        publish(key(keyId, Optional.empty(), forged), Map.of());
        WireEvent signedByTheIntruder = key(keyId, Optional.of(team), forged);
        publish(
                signedByTheIntruder,
                signer.sign(
                        signedByTheIntruder.topic(),
                        keyId,
                        signedByTheIntruder.headers(),
                        signedByTheIntruder.value()));
        TestEvents.publish(changed(keyId, Optional.of(team), own));
        TestEvents.publish("access.keys", keyId, Map.of(), null);

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(statusOf(own)).isEqualTo(200);
            assertThat(rejected("tombstone")).isEqualTo(tombstones + 1);
        });
        assertThat(rejected("unsigned")).isEqualTo(unsigned + 1);
        assertThat(rejected("wrong_signature")).isEqualTo(wrong + 1);
        assertThat(statusOf(forged)).isEqualTo(401);
        assertThat(statusOf(own)).isEqualTo(200);
    } // #9.6

    @Test
    void bringsNoRevokedKeyBackForARecordThatIsWrittenOnceMore() {
        String keyId = "key-" + UUID.randomUUID();
        var active = changed(keyId, Optional.of(team), own);
        TestEvents.publish(active);
        await().atMost(Duration.ofSeconds(30)).until(() -> statusOf(own) == 200);
        TestEvents.publish(new AccessKeyChanged(
                UUID.randomUUID(),
                keyId,
                Optional.of(team),
                TestKeys.pem(own.getPublic()),
                false,
                Instant.EPOCH.plusSeconds(1)));
        await().atMost(Duration.ofSeconds(30)).until(() -> statusOf(own) == 401);

        double before = rejected("unsigned");
        TestEvents.publish(active);
        publish(key(keyId, Optional.empty(), own), Map.of());

        await().atMost(Duration.ofSeconds(30)).until(() -> rejected("unsigned") > before);
        assertThat(statusOf(own)).isEqualTo(401);
    } // #9.6

    private int statusOf(KeyPair keys) {
        String token = TestKeys.sign(
                keys, TestKeys.claims(team, "org", Instant.now().plusSeconds(600), "git:read", "org:read"));
        return given().header("Authorization", "Bearer " + token)
                .get("/api/insights/repositories")
                .statusCode();
    }

    private double rejected(String reason) {
        return meters.counter("millrace.events.rejected", "topic", "access.keys", "reason", reason)
                .count();
    }

    private static AccessKeyChanged changed(String keyId, Optional<String> forTeam, KeyPair keys) {
        return new AccessKeyChanged(
                UUID.randomUUID(), keyId, forTeam, TestKeys.pem(keys.getPublic()), true, Instant.EPOCH);
    }

    private static WireEvent key(String keyId, Optional<String> forTeam, KeyPair keys) {
        return CODEC.write(changed(keyId, forTeam, keys));
    }

    /** With these headers instead of the record's own, or, if there are none, with the record's own but no signature. */
    private static void publish(WireEvent record, Map<String, String> headers) {
        TestEvents.publish(
                record.topic(), record.key(), headers.isEmpty() ? record.headers() : headers, record.value());
    }
}
