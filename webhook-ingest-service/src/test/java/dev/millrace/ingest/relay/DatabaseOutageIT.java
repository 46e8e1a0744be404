package dev.millrace.ingest.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.ingest.Payloads;
import dev.millrace.ingest.SignedDelivery;
import dev.millrace.testing.Platform;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Deliveries while all connections are known and the database is unavailable. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@TestProfile(DatabaseOutageIT.OfItsOwn.class)
class DatabaseOutageIT {

    @Inject
    AgroalDataSource dataSource;

    @Test
    void rejectsAWrongSignatureWithoutTheDatabase() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(status("wrong")).isEqualTo(401));

        dataSource.close();

        assertThat(status("wrong")).isEqualTo(401);
        assertThat(status("It's a Secret to Everybody"))
                .as("what it would store")
                .isEqualTo(503);
    }

    private static int status(String secret) {
        return SignedDelivery.of("push", UUID.randomUUID().toString(), Payloads.load("push_branch_created"))
                .secret(secret)
                .send()
                .statusCode();
    }

    /** The database does not come back for the tests of the same application. */
    public static final class OfItsOwn implements QuarkusTestProfile {}
}
