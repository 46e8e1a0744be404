package dev.millrace.ingest.archive;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.millrace.ingest.FakeAdministrator;
import dev.millrace.ingest.Payloads;
import dev.millrace.ingest.SignedDelivery;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class DeliveriesResourceIT {

    private final long repositoryId = ThreadLocalRandom.current().nextLong(1L << 40, 1L << 50);
    private final String key = "github.com:" + repositoryId;
    private final String name = "acme/" + UUID.randomUUID();

    @Test
    void showsDeliveriesNewestFirstAPageAtATime() {
        List<String> guids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            guids.addFirst(deliver("watch", "1", UUID.randomUUID().toString()));
        }

        JsonPath first = list("repository", key, "limit", "3");
        JsonPath second = list("repository", name, "limit", "3", "cursor", first.getString("next_cursor"));

        assertThat(first.getList("deliveries.guid", String.class)).isEqualTo(guids.subList(0, 3));
        assertThat(second.getList("deliveries.guid", String.class)).isEqualTo(guids.subList(3, 5));
        assertThat(second.getString("next_cursor")).isNull();
        assertThat(first.getString("deliveries[0].forge")).isEqualTo("github");
        assertThat(first.getString("deliveries[0].host")).isEqualTo("github.com");
        assertThat(first.getString("deliveries[0].repository")).isEqualTo(name);
        assertThat(first.getString("deliveries[0].key")).isEqualTo(key);
    }

    @Test
    void filtersByEventStateAndTime() {
        String guid = deliver("watch", "1", UUID.randomUUID().toString());
        deliver("watch", "2", guid);
        deliver("star", "1", UUID.randomUUID().toString());

        assertThat(list("repository", key, "event", "star").getList("deliveries"))
                .hasSize(1);
        assertThat(list("repository", key, "state", "repeated").getList("deliveries.hook_id"))
                .isEqualTo(List.of("2"));
        assertThat(list("repository", key, "to", "2020-01-01T00:00:00Z").getList("deliveries"))
                .isEmpty();
        assertThat(list("repository", key, "from", "2020-01-01T00:00:00Z").getList("deliveries"))
                .hasSize(3);
        assertThat(list("repository", key, "host", "forge.test").getList("deliveries"))
                .isEmpty();
    }

    @Test
    void showsHeadersAttemptsOtherHooksAndOnRequestTheBody() {
        String guid = deliver("watch", "1", UUID.randomUUID().toString());
        deliver("watch", "1", guid);
        deliver("watch", "2", guid);
        int id = list("repository", key, "limit", "200").getInt("deliveries.find { it.hook_id == '1' }.id");

        administrator()
                .get("/api/deliveries/" + id)
                .then()
                .statusCode(200)
                .body("guid", equalTo(guid))
                .body("headers.x-github-event", equalTo("watch"))
                .body("attempts", hasSize(1))
                .body("others", hasSize(1))
                .body("others[0].hook_id", equalTo("2"))
                .body("others[0].state", equalTo("repeated"))
                .body("body_stored", equalTo(true))
                .body("body", nullValue());
        administrator()
                .get("/api/deliveries/%d?body=true".formatted(id))
                .then()
                .body("body", equalTo(payload()))
                .body("body_encoding", equalTo("utf-8"));
        administrator().get("/api/deliveries/999999999").then().statusCode(404);
    }

    @Test
    void showsWhyADeliveryHasNoEvents() {
        String guid = UUID.randomUUID().toString();
        SignedDelivery.of("push", guid, payload().getBytes(StandardCharsets.UTF_8))
                .send();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(
                                list("repository", key, "state", "poison").getString("deliveries[0].reason"))
                        .startsWith("push: "));
    }

    @Test
    void isForTheAdministratorOnly() {
        given().get("/api/deliveries").then().statusCode(401);
        given().get("/api/deliveries/1").then().statusCode(401);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "limit, 0, limit must be from 1 to 200",
                "limit, 201, limit must be from 1 to 200",
                "state, lost, 'state' is pending",
                "from, now, 'from' is a time such as",
                "cursor, x, the cursor is not one"
            })
    void refusesAParameterThatItCannotRead(String parameter, String value, String message) {
        administrator()
                .queryParam(parameter, value)
                .get("/api/deliveries")
                .then()
                .statusCode(400)
                .body("detail", containsString(message));
    }

    @Test
    void showsARealDelivery() {
        String guid = UUID.randomUUID().toString();
        SignedDelivery.of("push", guid, Payloads.load("push_branch_created")).send();

        assertThat(list("repository", "Codertocat/Hello-World", "event", "push")
                        .getList("deliveries.guid", String.class))
                .contains(guid);
    }

    private String deliver(String event, String hook, String guid) {
        SignedDelivery.of(event, guid, payload().getBytes(StandardCharsets.UTF_8))
                .header("X-GitHub-Hook-ID", hook)
                .send()
                .then()
                .statusCode(202);
        return guid;
    }

    private String payload() {
        return "{\"repository\": {\"id\": %d, \"full_name\": \"%s\"}}".formatted(repositoryId, name);
    }

    private static JsonPath list(String... parameters) {
        RequestSpecification request = administrator();
        for (int i = 0; i < parameters.length; i += 2) {
            request.queryParam(parameters[i], parameters[i + 1]);
        }
        return request.get("/api/deliveries").then().statusCode(200).extract().jsonPath();
    }

    private static RequestSpecification administrator() {
        return given().header("Authorization", "Bearer " + FakeAdministrator.TOKEN);
    }
}
