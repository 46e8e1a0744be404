package dev.millrace.ingest.recovery;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.millrace.forge.AppHook.Delivery;
import dev.millrace.ingest.FakeAdministrator;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class RecoveryResourceIT {

    private static final String ADDRESS = "/api/deliveries/recovery";
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    @Inject
    Database database;

    @Inject
    RecoveryStore store;

    private final String connection = "connection-" + UUID.randomUUID();

    @Test
    void listsWhatWasGivenUp() {
        note("one", (1L << 53) + 1, NOW.minusSeconds(60));
        note("two", (1L << 53) + 3, NOW);
        note("three", (1L << 53) + 5, NOW.plusSeconds(60));
        database.useTransaction(tx -> List.of("one", "two")
                .forEach(guid -> store.giveUp(tx, connection, guid, "it was requested 8 times and did not arrive")));

        String cursor = administrator()
                .get(ADDRESS + "?limit=1&connection=" + connection)
                .then()
                .statusCode(200)
                .body("deliveries.guid", equalTo(List.of("two")))
                .body("deliveries[0].delivery_id", equalTo("9007199254740995"))
                .body("deliveries[0].reason", equalTo("it was requested 8 times and did not arrive"))
                .body("deliveries[0].decided_at", notNullValue())
                .extract()
                .path("next_cursor");
        administrator()
                .get(ADDRESS + "?limit=1&connection=" + connection + "&cursor=" + cursor)
                .then()
                .body("deliveries.guid", equalTo(List.of("one")))
                .body("next_cursor", nullValue());
        administrator()
                .get(ADDRESS + "?state=missing&connection=" + connection)
                .then()
                .body("deliveries.guid", equalTo(List.of("three")))
                .body("deliveries[0].decided_at", nullValue());
        administrator()
                .get(ADDRESS + "?state=all&connection=" + connection)
                .then()
                .body("deliveries.guid", equalTo(List.of("three", "two", "one")));
    }

    @Test
    void isForTheAdministratorOnly() {
        given().get(ADDRESS).then().statusCode(401);
    }

    @Test
    void refusesWhatIsNoStateCursorOrLimit() {
        administrator().get(ADDRESS + "?state=gone").then().statusCode(400);
        administrator().get(ADDRESS + "?cursor=x").then().statusCode(400);
        administrator().get(ADDRESS + "?limit=201").then().statusCode(400);
    }

    private void note(String guid, long id, Instant at) {
        database.useTransaction(tx ->
                store.note(tx, connection, "github.com", List.of(new Delivery(id, guid, at, false, "push")), NOW, NOW));
    }

    private static RequestSpecification administrator() {
        return given().header("Authorization", "Bearer " + FakeAdministrator.TOKEN);
    }
}
