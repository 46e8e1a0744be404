package dev.millrace.ingest.relay;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import dev.millrace.ingest.Payloads;
import dev.millrace.ingest.SignedDelivery;
import dev.millrace.testing.Platform;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@QuarkusTest
@TestMethodOrder(OrderAnnotation.class)
@TestProfile(OutageIT.WithoutKafka.class)
class OutageIT {

    @Inject
    AgroalDataSource dataSource;

    @TestHTTPResource(value = "/health/ready", management = true)
    URI ready;

    @Test
    @Order(1)
    void storesDeliveriesAndStaysReadyWhileKafkaIsUnavailable() throws SQLException {
        String guid = UUID.randomUUID().toString();

        int status = SignedDelivery.of("push", guid, Payloads.load("push_branch_created"))
                .send()
                .statusCode();

        assertThat(status).isEqualTo(202);
        assertThat(stateOf(guid)).isEqualTo("PENDING");
        await().during(Duration.ofSeconds(7)).atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            given().get(ready).then().statusCode(200);
            assertThat(stateOf(guid)).isEqualTo("PENDING");
        });
        given().header("Authorization", "Bearer mr_" + "0".repeat(40))
                .contentType("application/json")
                .body("{}")
                .post("/events")
                .then()
                .statusCode(503)
                .header("Retry-After", "10");
        assertThat(SignedDelivery.of("watch", UUID.randomUUID().toString(), "{}".getBytes(UTF_8))
                        .send()
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    @Order(2)
    void asksTheForgeToRetryWhereAConnectionMayExistThatHasNotBeenRead() {
        SignedDelivery.of("push", UUID.randomUUID().toString(), Payloads.load("push_branch_created"))
                .secret("wrong")
                .send()
                .then()
                .statusCode(503)
                .header("Retry-After", "10")
                .body("error", containsString("have not all been read"));
    }

    @Test
    @Order(3) // the database does not come back
    void asksTheForgeToRetryWhenTheDatabaseIsUnavailable() {
        dataSource.close();
        var delivery = SignedDelivery.of("push", UUID.randomUUID().toString(), Payloads.load("push_branch_created"));

        delivery.send().then().statusCode(503).header("Retry-After", "10");
    }

    private String stateOf(String guid) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement("select state from ingest.webhook_inbox where guid = ?")) {
            statement.setString(1, guid);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    /** The platform, with nothing listening at Kafka's address. */
    public static final class WithoutKafka implements QuarkusTestProfile {

        @Override
        public boolean disableGlobalTestResources() {
            return true;
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(PlatformWithoutKafka.class));
        }
    }

    /** As {@link Platform}, with another address for Kafka. */
    public static final class PlatformWithoutKafka implements QuarkusTestResourceLifecycleManager {

        private final Platform platform = new Platform();

        @Override
        public Map<String, String> start() {
            Map<String, String> settings = new HashMap<>(platform.start());
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                settings.put("kafka.bootstrap.servers", "127.0.0.1:" + socket.getLocalPort());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return settings;
        }

        @Override
        public void stop() {
            platform.stop();
        }
    }
}
