package dev.millrace.insights.repository;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.Topic;
import dev.millrace.events.access.AccessTokenChanged;
import dev.millrace.events.codec.EventCodec;
import dev.millrace.events.codec.WireEvent;
import dev.millrace.kit.identity.OpaqueTokens;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Access tokens in a service that learns of them from {@code access.tokens} only. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
class AccessTokenIT {

    private static final Duration EFFECTIVE_WITHIN = Duration.ofSeconds(1);

    private final String team = "team-" + UUID.randomUUID().toString().substring(0, 8);
    private final String id = "token-" + UUID.randomUUID();
    private final String token = "mr_" + UUID.randomUUID().toString().replace("-", "") + "01234567";

    @Inject
    MeterRegistry meters;

    @BeforeEach
    void followTheTopic() {
        // the first record of a test may find a consumer that is still starting; those after it show how fast it is
        String first = "mr_" + UUID.randomUUID().toString().replace("-", "") + "76543210";
        TestEvents.publish(changed("token-" + UUID.randomUUID(), first, List.of("org:read"), true, Instant.now()));
        await().atMost(Duration.ofSeconds(30)).until(() -> status(first) == 200);
    }

    @Test
    void acceptsATokenWithinASecondAndRejectsItWithinASecond() {
        TestEvents.publish(changed(id, token, List.of("org:read"), true, Instant.EPOCH));
        await().pollInterval(Duration.ofMillis(20)).atMost(EFFECTIVE_WITHIN).until(() -> status(token) == 200);

        TestEvents.publish(changed(id, token, List.of("org:read"), false, Instant.EPOCH.plusSeconds(1)));
        await().pollInterval(Duration.ofMillis(20)).atMost(EFFECTIVE_WITHIN).until(() -> status(token) == 401);
    }

    @Test
    void rejectsATokenThatLacksTheScope() {
        TestEvents.publish(changed(id, token, List.of("repo:write"), true, Instant.EPOCH));

        await().atMost(Duration.ofSeconds(30)).until(() -> status(token) == 403);
    }

    @Test
    void acceptsNoTokenThatThePlatformDidNotSign() {
        double before = unsigned();
        WireEvent forged = new EventCodec(URI.create("/intruder"))
                .write(changed(id, token, List.of("org:read"), true, Instant.EPOCH));

        TestEvents.publish(forged.topic(), forged.key(), forged.headers(), forged.value());

        await().atMost(Duration.ofSeconds(30)).until(() -> unsigned() > before);
        assertThat(status(token)).isEqualTo(401);
    }

    @Test
    void bringsNoRevokedTokenBackForARecordThatIsWrittenOnceMore() {
        var active = changed(id, token, List.of("org:read"), true, Instant.EPOCH);
        TestEvents.publish(active);
        await().atMost(Duration.ofSeconds(30)).until(() -> status(token) == 200);
        TestEvents.publish(changed(id, token, List.of("org:read"), false, Instant.EPOCH.plusSeconds(1)));
        await().atMost(Duration.ofSeconds(30)).until(() -> status(token) == 401);

        double before = unsigned();
        TestEvents.publish(active);
        WireEvent last = new EventCodec(URI.create("/intruder")).write(active);
        TestEvents.publish(last.topic(), last.key(), last.headers(), last.value());

        await().atMost(Duration.ofSeconds(30)).until(() -> unsigned() > before);
        assertThat(status(token)).isEqualTo(401);
    }

    private static int status(String token) {
        return given().header("Authorization", "Bearer " + token)
                .get("/api/insights/repositories")
                .statusCode();
    }

    private double unsigned() {
        return meters.counter("millrace.events.rejected", "topic", Topic.ACCESS_TOKENS.wireName(), "reason", "unsigned")
                .count();
    }

    private AccessTokenChanged changed(String tokenId, String text, List<String> scopes, boolean active, Instant at) {
        return new AccessTokenChanged(
                UUID.randomUUID(),
                tokenId,
                OpaqueTokens.sha256(text),
                team,
                Optional.empty(),
                "ci",
                "viewer",
                scopes,
                Instant.now().plusSeconds(600),
                active,
                at);
    }
}
