package dev.millrace.ingest.archive;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.millrace.events.Event;
import dev.millrace.events.EventIds;
import dev.millrace.ingest.FakeAdministrator;
import dev.millrace.ingest.Payloads;
import dev.millrace.ingest.SignedDelivery;
import dev.millrace.ingest.audit.TestAudit;
import dev.millrace.kit.consume.EventIntake;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class ReplayResourceIT {

    @Inject
    EventIntake intake;

    private final String guid = UUID.randomUUID().toString();

    @Test
    void reachesAConsumerThatHasSeenTheEventAndCanStillTellThatItIsTheSame() {
        deliver();
        ConsumerRecord<String, byte[]> first = awaitEvents(1).getFirst();
        List<Event> effects = new ArrayList<>();
        intake.take(first, (tx, event) -> effects.add(event));

        int replay = request("{\"guids\": [\"%s\"]}".formatted(guid))
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        ConsumerRecord<String, byte[]> again = awaitEvents(2).getLast();
        intake.take(again, (tx, event) -> effects.add(event));
        intake.take(again, (tx, event) -> effects.add(event));

        assertThat(effects).hasSize(2).allMatch(effects.getFirst()::equals);
        assertThat(header(again, "ce_id"))
                .isEqualTo(EventIds.of("github.com", guid, 0, (long) replay).toString());
        assertThat(header(first, "ce_id"))
                .isEqualTo(EventIds.of("github.com", guid, 0).toString());
        assertThat(header(again, "ce_replayid")).isEqualTo(Integer.toString(replay));
        assertThat(again.headers().lastHeader("ce_replayforced")).isNull();
        awaitDone(replay);
    }

    @Test
    void marksTheRecordsOfAForcedReplay() {
        deliver();
        awaitEvents(1);

        request("{\"guids\": [\"%s\"], \"force\": true}".formatted(guid)).then().statusCode(202);

        assertThat(header(awaitEvents(2).getLast(), "ce_replayforced")).isEqualTo("true");
    }

    @Test
    void isInTheAuditLog() {
        deliver();
        awaitEvents(1);

        int replay = request("{\"guids\": [\"%s\"], \"force\": true}".formatted(guid))
                .then()
                .statusCode(202)
                .extract()
                .path("id");

        assertThat(TestAudit.awaitOne("replay.requested", Integer.toString(replay)))
                .satisfies(audited -> {
                    assertThat(audited.service()).isEqualTo("ingest");
                    assertThat(audited.actor()).isEqualTo("mona");
                    assertThat(audited.user()).contains(FakeAdministrator.USER);
                    assertThat(audited.after()).contains("1 deliveries, forced=true");
                });
    }

    @Test
    void isForTheAdministratorOnly() {
        given().contentType(ContentType.JSON)
                .body("{\"repository\": \"github.com:1\"}")
                .post("/api/deliveries/replays")
                .then()
                .statusCode(401);
        given().get("/api/deliveries/replays/1").then().statusCode(401);
        given().delete("/api/deliveries/replays/1").then().statusCode(401);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | 400 | 'deliveries'",
                "{\"event\": \"push\"} | 400 | a replay needs",
                "{\"deliveries\": [1], \"repository\": \"a/b\"} | 400 | either lists",
                "{\"deliveries\": [null]} | 400 | contains null",
                "{\"from\": \"yesterday\"} | 400 | 'from' is a time such as",
                "{\"deliveries\": [999999999]} | 404 | delivery 999999999 is not stored",
                "{\"guids\": [\"none\"]} | 404 | a delivery with the GUID none",
                "{\"dead_letters\": [999999999]} | 404 | dead letter 999999999",
                "{\"repository\": \"none/nothing\"} | 404 | no stored delivery matches",
            })
    void refusesWhatSelectsNothing(String body, int status, String message) {
        request(body).then().statusCode(status).body("detail", containsString(message));
    }

    @Test
    void cannotBeCancelledWhenItIsDone() {
        deliver();
        awaitEvents(1);
        int replay = request("{\"guids\": [\"%s\"]}".formatted(guid))
                .then()
                .extract()
                .path("id");
        awaitDone(replay);

        administrator()
                .delete("/api/deliveries/replays/" + replay)
                .then()
                .statusCode(409)
                .body("detail", equalTo("replay %d is done".formatted(replay)));
        administrator().delete("/api/deliveries/replays/999999999").then().statusCode(404);
    }

    private void deliver() {
        SignedDelivery.of("push", guid, Payloads.load("push_branch_created"))
                .send()
                .then()
                .statusCode(202);
    }

    private Response request(String body) {
        return administrator().contentType(ContentType.JSON).body(body).post("/api/deliveries/replays");
    }

    private static RequestSpecification administrator() {
        return given().header("Authorization", "Bearer " + FakeAdministrator.TOKEN);
    }

    private static void awaitDone(int replay) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> administrator()
                        .get("/api/deliveries/replays/" + replay)
                        .then()
                        .statusCode(200)
                        .body("state", equalTo("done"))
                        .body("selected", equalTo(1))
                        .body("replayed", equalTo(1)));
    }

    private List<ConsumerRecord<String, byte[]>> awaitEvents(int count) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> TestEvents.records("forge.scm").stream()
                                .filter(record ->
                                        header(record, "ce_millracedelivery").equals(guid))
                                .toList(),
                        found -> found.size() >= count);
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }
}
