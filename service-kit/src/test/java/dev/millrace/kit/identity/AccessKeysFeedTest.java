package dev.millrace.kit.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.codec.EventCodec;
import dev.millrace.kit.broker.BrokerConnection;
import dev.millrace.kit.identity.record.RecordVerifier;
import dev.millrace.kit.identity.record.SignedRecords;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class AccessKeysFeedTest {

    @Test
    void statesWhyTheKeysOfTeamsAreNotKnownYet() throws IOException {
        String nothing;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nothing = "127.0.0.1:" + socket.getLocalPort();
        }
        AccessKeysFeed feed = feed(nothing, true);
        var readiness = new AccessKeysReadiness(feed, true);
        assertThat(reason(readiness)).isEqualTo("the topic access.keys has not been read yet");

        feed.start(new StartupEvent());
        try {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(reason(readiness))
                            .startsWith("the topic access.keys cannot be read from Kafka at " + nothing + ": "));
            assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);
            assertThat(new AccessKeysReadiness(feed, false).call().getStatus()).isEqualTo(Status.UP);
        } finally {
            feed.stop(new ShutdownEvent());
        }
    }

    @Test
    void isReadyWhereNobodyCallsWithAToken() {
        HealthCheckResponse response = new AccessKeysReadiness(feed("127.0.0.1:1", false), true).call();

        assertThat(response.getStatus()).isEqualTo(Status.UP);
        assertThat(response.getData()).isEmpty();
    }

    private static AccessKeysFeed feed(String broker, boolean wanted) {
        return new AccessKeysFeed(
                new AccessKeys(),
                new SigningKeys(),
                new AccessTokens(Clock.systemUTC()),
                new EventCodec(URI.create("/test")),
                new SignedRecords(new RecordVerifier(Optional.empty()), new SimpleMeterRegistry(), Clock.systemUTC()),
                BrokerConnection.to(broker),
                Optional.of("platform.pub.pem"),
                wanted);
    }

    private static String reason(AccessKeysReadiness readiness) {
        return String.valueOf(readiness.call().getData().orElseThrow().get("reason"));
    }
}
