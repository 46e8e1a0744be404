package dev.millrace.webhook;

import static dev.millrace.webhook.WebhookApi.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.millrace.events.Event;
import dev.millrace.events.EventIds;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.SyncStarted;
import dev.millrace.events.pipeline.BuildStarted;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.identity.record.SignedRecords;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.webhook.access.FakeGitHttp;
import dev.millrace.webhook.cdevents.CdEventSchemas;
import dev.millrace.webhook.cdevents.ForgeEvents;
import dev.millrace.webhook.delivery.Receiver;
import dev.millrace.webhook.delivery.Verifier;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From our events on Kafka to the topic of CDEvents and to a team's endpoint. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeGitHttp.class)
class CdEventsIT {

    private static final CdEventSchemas SCHEMAS = new CdEventSchemas();

    @Inject
    Database database;

    private final Receiver receiver = Receiver.start();
    private final String forgeId = Long.toString(UUID.randomUUID().getMostSignificantBits() >>> 1);
    private final ForgeEvents forge = ForgeEvents.ofWidgets(forgeId);
    private Team team;
    private String token;
    private WebhookApi api;

    @BeforeEach
    void register() {
        team = Team.registered().create("acme/widgets");
        token = team.token("org", "repo:write");
        api = new WebhookApi(team, token);
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void publishesAndSendsEachEventOnce() {
        api.post(Map.of(
                        "url",
                        receiver.url("/cd").toString(),
                        "format",
                        "cdevents",
                        "events",
                        List.of("dev.cdevents.change.created", "dev.cdevents.change.merged"),
                        "secret",
                        SECRET))
                .statusCode(201)
                .body("format", equalTo("cdevents"));
        mirrored();
        ChangeUpdated opened = forge.change(ChangeUpdated.Action.OPENED, 7, "Turn the wheel");
        ChangeUpdated edited = forge.change(ChangeUpdated.Action.EDITED, 7, "Turn the wheel");
        ChangeUpdated merged = forge.change(ChangeUpdated.Action.MERGED, 7, "Turn the wheel");

        TestEvents.publish(opened);
        TestEvents.publish(opened);
        TestEvents.publishReplay(opened, false);
        TestEvents.publish(edited);
        TestEvents.publish(merged);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(receiver.requests()).hasSize(2));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(published(merged)).isNotEmpty());

        assertThat(receiver.requests())
                .extracting(request -> new JsonPath(request.body()).getString("id"))
                .containsExactly(id(opened), id(merged));
        assertThat(receiver.requests())
                .allSatisfy(request -> assertThat(Verifier.objection(
                                request.header("X-Pierre-Signature"), request.body(), SECRET, Instant.now()))
                        .isEmpty());
        for (Event event : List.of(opened, edited, merged)) {
            assertThat(published(event)).singleElement().satisfies(record -> {
                String value = new String(record.value(), StandardCharsets.UTF_8);
                assertThat(record.key()).isEqualTo(event.key());
                assertThat(SCHEMAS.violations(value)).isEmpty();
                assertThat(SignedRecords.headers(record))
                        .containsEntry("ce_specversion", "1.0")
                        .containsEntry("ce_type", new JsonPath(value).getString("context.type"))
                        .containsEntry("content-type", "application/json");
            });
        }
    }

    @Test
    void sendsBuildsToTheTeamThatTheyBelongTo() {
        api.post(Map.of("url", receiver.url("/cd").toString(), "format", "cdevents"))
                .statusCode(201)
                .body("events", hasItem("dev.cdeventsx.millrace-push.updated"))
                .body("events", hasItem("dev.cdevents.pipelinerun.started"));
        var others = new BuildStarted(UUID.randomUUID(), ForgeEvents.build("others", UUID.randomUUID()), Instant.now());
        var own = new BuildStarted(
                UUID.randomUUID(), ForgeEvents.build(team.slug(), team.id("acme/widgets")), Instant.now());

        TestEvents.publish(others);
        TestEvents.publish(own);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(receiver.requests()).isNotEmpty());

        assertThat(receiver.requests())
                .extracting(request -> new JsonPath(request.body()).getString("id"))
                .containsExactly(id(own));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(published(others)).hasSize(1));
    }

    @Test
    void rejectsFormatsAndEventsThatDoNotExist() {
        api.post(Map.of("url", "https://localhost/a", "format", "xml", "events", List.of("push")))
                .statusCode(400)
                .body("code", equalTo("format_unknown"))
                .body("error", containsString("'xml'"));
        api.post(Map.of("url", "https://localhost/a", "format", "cdevents", "events", List.of("push")))
                .statusCode(400)
                .body("code", equalTo("event_unknown"))
                .body("error", containsString("dev.cdevents.change.created"));
        api.post(Map.of("url", "https://localhost/a", "format", "cdevents", "events", List.of()))
                .statusCode(400)
                .body("code", equalTo("event_unknown"));
        api.post(Map.of("url", "https://localhost/a", "events", List.of("dev.cdevents.change.created")))
                .statusCode(400)
                .body("code", equalTo("event_unknown"));
    }

    @Test
    void hasOneWebhookOfEachFormatForAnAddress() {
        api.create("https://localhost/a", "push");

        api.post(Map.of("url", "https://localhost/a", "format", "cdevents")).statusCode(201);
        api.post(Map.of("url", "https://localhost/a", "format", "cdevents"))
                .statusCode(409)
                .body("code", equalTo("webhook_exists"));
    }

    /** Returns when the service knows that the team has a mirror of the forge's repository. */
    private void mirrored() {
        UUID id = team.id("acme/widgets");
        var mirror = new MirroredRepository(id, team.slug(), "acme/widgets", Optional.of("github.com:" + forgeId));
        TestEvents.publish(new SyncStarted(UUID.randomUUID(), mirror, UUID.randomUUID(), "a test", Instant.now()));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> database.inTransaction(tx -> tx.handle()
                        .createQuery("select exists (select from webhook.repository where id = :id)")
                        .bind("id", id)
                        .mapTo(Boolean.class)
                        .one()));
    }

    private static List<ConsumerRecord<String, byte[]>> published(Event event) {
        return TestEvents.records("cdevents").stream()
                .filter(record -> id(event).equals(SignedRecords.headers(record).get("ce_id")))
                .toList();
    }

    private static String id(Event event) {
        return EventIds.of("cdevents", event.eventId()).toString();
    }
}
