package dev.millrace.ingest.deadletter;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.millrace.ingest.FakeAdministrator;
import dev.millrace.ingest.audit.TestAudit;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class DeadLetterResourceIT {

    private static final String DEAD_LETTERS = "millrace.ingest.dlq";

    private final String eventId = UUID.randomUUID().toString();

    @Test
    void writesAReleasedRecordToItsTopicAgainAndCountsItsAttempts() {
        long id = dead("forge.scm", Map.of(), "{\"eventId\":\"x\"}");

        administrator()
                .post("/api/dead-letters/%d/release".formatted(id))
                .then()
                .statusCode(200)
                .body("state", equalTo("released"))
                .body("attempt", equalTo(1));

        assertThat(TestAudit.awaitOne("deadletter.released", Long.toString(id)))
                .satisfies(audited -> assertThat(audited.user()).contains(FakeAdministrator.USER));
        ConsumerRecord<String, byte[]> again = await().atMost(Duration.ofSeconds(30))
                .until(() -> released("forge.scm"), found -> found.size() == 1)
                .getFirst();
        assertThat(again.key()).isEqualTo("github.com:7");
        assertThat(again.value()).isEqualTo("{\"eventId\":\"x\"}".getBytes(UTF_8));
        assertThat(header(again, "ce_millraceattempt")).isEqualTo("2");
        assertThat(again.headers()).noneMatch(header -> header.key().startsWith("dead-letter-"));

        long second = dead(
                "forge.scm",
                Map.of(
                        "ce_millraceattempt", header(again, "ce_millraceattempt"),
                        "ce_millracefirstdead", header(again, "ce_millracefirstdead")),
                "{}");
        JsonPath shown = find(second);
        assertThat(shown.getInt("attempt")).isEqualTo(2);
        assertThat(shown.getString("first_dead_at")).isEqualTo(find(id).getString("first_dead_at"));
    }

    @Test
    void listsWhatIsOpenNewestFirst() {
        long older = dead("forge.scm", Map.of(), "{}");
        long newer = dead("forge.scm", Map.of(), "{}");

        JsonPath first = list("limit", "1");
        JsonPath second = list("limit", "1", "cursor", first.getString("next_cursor"));

        assertThat(first.getLong("dead_letters[0].id")).isEqualTo(newer);
        assertThat(second.getLong("dead_letters[0].id")).isEqualTo(older);
        assertThat(first.getString("dead_letters[0].service")).isEqualTo("ingest");
        assertThat(first.getString("dead_letters[0].topic")).isEqualTo("forge.scm");
        assertThat(first.getInt("dead_letters[0].partition")).isEqualTo(3);
        assertThat(first.getLong("dead_letters[0].offset")).isEqualTo(17);
        assertThat(first.getString("dead_letters[0].reason")).isEqualTo("it is broken");
        assertThat(first.getString("dead_letters[0].event_id")).isEqualTo(eventId);
    }

    @Test
    void isDecidedOnce() {
        long id = dead("forge.scm", Map.of(), "{}");

        administrator()
                .post("/api/dead-letters/%d/discard".formatted(id))
                .then()
                .statusCode(200)
                .body("state", equalTo("discarded"));

        administrator()
                .post("/api/dead-letters/%d/release".formatted(id))
                .then()
                .statusCode(409)
                .body("detail", containsString("is discarded already"));
        assertThat(TestAudit.awaitOne("deadletter.discarded", Long.toString(id)).after())
                .contains("discarded, forge.scm of ingest");
        assertThat(list("state", "discarded").getList("dead_letters.id", Long.class))
                .contains(id);
        assertThat(list("limit", "200").getList("dead_letters.id", Long.class)).doesNotContain(id);
        assertThat(released("forge.scm")).isEmpty();
    }

    @Test
    void doesNotReleaseWhatOnlyTheGatewayMayWrite() {
        long id = dead("access.keys", Map.of(), "{}");

        administrator()
                .post("/api/dead-letters/%d/release".formatted(id))
                .then()
                .statusCode(409)
                .body("detail", containsString("only the gateway may write to access.keys"));

        administrator()
                .post("/api/dead-letters/%d/discard".formatted(id))
                .then()
                .statusCode(200);
    }

    @Test
    void showsParkedKeysAndInformsTheirConsumersOfDecisions() {
        long first = dead("forge.scm", Map.of("dead-letter-waiting", "0"), "{}");
        note(Map.of("dead-letter-note", "waiting", "dead-letter-waiting", "2"));
        awaitParked(first, "open", 2);
        assertThat(find(first).getBoolean("parks_key")).isTrue();

        administrator()
                .post("/api/dead-letters/%d/release".formatted(first))
                .then()
                .statusCode(200);
        awaitParked(first, "released", 2);
        ConsumerRecord<String, byte[]> release = await().atMost(Duration.ofSeconds(30))
                .until(() -> released("forge.scm"), found -> found.size() == 1)
                .getFirst();
        assertThat(header(release, "ce_millracereleases")).isEqualTo("3/17");

        long second = dead("forge.scm", Map.of("dead-letter-waiting", "1", "ce_millracereleases", "3/17"), "{}");
        awaitParked(second, "open", 1);
        administrator()
                .post("/api/dead-letters/%d/discard".formatted(second))
                .then()
                .statusCode(200);
        ConsumerRecord<String, byte[]> discard = await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> TestEvents.records("forge.scm").stream()
                                .filter(record ->
                                        !header(record, "ce_millracediscards").isEmpty())
                                .toList(),
                        found -> found.size() == 1)
                .getFirst();
        assertThat(discard.key()).isEqualTo("github.com:7");
        assertThat(header(discard, "ce_millracediscards")).isEqualTo("3/17");
        assertThat(header(discard, "ce_type")).isEqualTo("dev.millrace.dead.letter.discarded.v1");

        note(Map.of("dead-letter-note", "unparked"));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(parkedKeys().getList("parked_keys")).isEmpty());
    }

    @Test
    void informsNoConsumerThatHasParkedNothing() {
        long discarded = dead("forge.scm", Map.of(), "{}");
        long released = dead("forge.scm", Map.of(), "{}");
        assertThat(find(discarded).getBoolean("parks_key")).isFalse();

        administrator()
                .post("/api/dead-letters/%d/discard".formatted(discarded))
                .then()
                .statusCode(200);
        administrator()
                .post("/api/dead-letters/%d/release".formatted(released))
                .then()
                .statusCode(200);

        ConsumerRecord<String, byte[]> again = await().atMost(Duration.ofSeconds(30))
                .until(() -> released("forge.scm"), found -> found.size() == 1)
                .getFirst();
        assertThat(header(again, "ce_millracereleases")).isEmpty();
    }

    @Test
    void showsHeadersAndOnRequestTheValue() {
        long id = dead("forge.scm", Map.of(), "{\"a\":1}");

        JsonPath shown = find(id);

        assertThat(shown.getString("headers.ce_id")).isEqualTo(eventId);
        assertThat(shown.getString("value")).isNull();
        administrator()
                .get("/api/dead-letters/%d?value=true".formatted(id))
                .then()
                .body("value", equalTo("{\"a\":1}"));
    }

    @Test
    void isForTheAdministratorOnly() {
        given().get("/api/dead-letters").then().statusCode(401);
        given().get("/api/dead-letters/parked-keys").then().statusCode(401);
        administrator().get("/api/dead-letters/parked-keys?limit=0").then().statusCode(400);
        given().post("/api/dead-letters/1/release").then().statusCode(401);
        administrator().get("/api/dead-letters/999999999").then().statusCode(404);
        administrator().post("/api/dead-letters/999999999/discard").then().statusCode(404);
        administrator().get("/api/dead-letters?state=lost").then().statusCode(400);
    }

    /** Writes a record to the dead-letter topic as a consumer does, and returns the id that it gets. */
    private long dead(String topic, Map<String, String> more, String value) {
        List<Long> before = list("state", "all", "limit", "200").getList("dead_letters.id", Long.class);
        Map<String, String> headers = new HashMap<>(Map.of(
                "ce_id", eventId,
                "ce_type", "dev.millrace.forge.ref.pushed.v1",
                "dead-letter-reason", "it is broken",
                "dead-letter-topic", topic,
                "dead-letter-partition", "3",
                "dead-letter-offset", "17"));
        headers.putAll(more);
        TestEvents.publish(DEAD_LETTERS, "github.com:7", headers, value.getBytes(UTF_8));
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> list("state", "all", "limit", "200").getList("dead_letters.id", Long.class).stream()
                                .filter(id -> !before.contains(id))
                                .toList(),
                        found -> !found.isEmpty())
                .getFirst();
    }

    /** Writes to the dead-letter topic what a consumer reports about the key. */
    private static void note(Map<String, String> note) {
        Map<String, String> headers = new HashMap<>(note);
        headers.put("dead-letter-topic", "forge.scm");
        TestEvents.publish(DEAD_LETTERS, "github.com:7", headers, new byte[0]);
    }

    private static void awaitParked(long deadLetter, String state, int waiting) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            JsonPath keys = parkedKeys();
            assertThat(keys.getList("parked_keys")).hasSize(1);
            assertThat(keys.getString("parked_keys[0].service")).isEqualTo("ingest");
            assertThat(keys.getString("parked_keys[0].topic")).isEqualTo("forge.scm");
            assertThat(keys.getString("parked_keys[0].key")).isEqualTo("github.com:7");
            assertThat(keys.getLong("parked_keys[0].dead_letter")).isEqualTo(deadLetter);
            assertThat(keys.getString("parked_keys[0].state")).isEqualTo(state);
            assertThat(keys.getInt("parked_keys[0].waiting")).isEqualTo(waiting);
        });
    }

    private static JsonPath parkedKeys() {
        return administrator()
                .get("/api/dead-letters/parked-keys?service=ingest")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private List<ConsumerRecord<String, byte[]>> released(String topic) {
        return TestEvents.records(topic).stream()
                .filter(record -> header(record, "ce_id").equals(eventId))
                .toList();
    }

    private static JsonPath find(long id) {
        return administrator()
                .get("/api/dead-letters/" + id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static JsonPath list(String... parameters) {
        RequestSpecification request = administrator();
        for (int i = 0; i < parameters.length; i += 2) {
            request.queryParam(parameters[i], parameters[i + 1]);
        }
        return request.get("/api/dead-letters").then().statusCode(200).extract().jsonPath();
    }

    private static RequestSpecification administrator() {
        return given().header("Authorization", "Bearer " + FakeAdministrator.TOKEN);
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }
}
