package dev.millrace.webhook.delivery;

import static dev.millrace.webhook.cdevents.ForgeEvents.ONE;
import static dev.millrace.webhook.cdevents.ForgeEvents.TWO;
import static dev.millrace.webhook.delivery.DeliveryScene.JSON;
import static dev.millrace.webhook.delivery.DeliveryScene.SECRET;
import static dev.millrace.webhook.delivery.DeliveryScene.field;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.events.Event;
import dev.millrace.events.EventIds;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.RepositoryDeleted;
import dev.millrace.events.git.SyncFailed;
import dev.millrace.events.git.SyncStarted;
import dev.millrace.events.pipeline.BuildQueued;
import dev.millrace.kit.consume.Replay;
import dev.millrace.webhook.access.KnownRepository;
import dev.millrace.webhook.cdevents.CdEventSchemas;
import dev.millrace.webhook.cdevents.CdEventType;
import dev.millrace.webhook.cdevents.ForgeEvents;
import dev.millrace.webhook.delivery.Receiver.Request;
import dev.millrace.webhook.subscription.CreateOutcome.Created;
import dev.millrace.webhook.subscription.EventSelection.CdEvents;
import dev.millrace.webhook.subscription.NewWebhook;
import dev.millrace.webhook.subscription.Webhook;
import dev.millrace.webhook.subscription.WebhookEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which CDEvents are published, and which webhooks get which, with a real database and a real endpoint. */
class QueueCdEventsIT {

    private static final RecordOrigin FORGE =
            new RecordOrigin("forge.scm", Optional.empty(), Optional.empty(), Optional.empty());
    private static final RecordOrigin BUILDS =
            new RecordOrigin("pipeline.run", Optional.empty(), Optional.empty(), Optional.empty());

    private final DeliveryScene scene = new DeliveryScene();
    // rows of other tests stay in the outbox
    private final String forgeId = Long.toString(UUID.randomUUID().getMostSignificantBits() >>> 1);
    private final String upstream = "github.com:" + forgeId;
    private final ForgeEvents forge = ForgeEvents.ofWidgets(forgeId);

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void sendsASignedCloudEventWhoseDataIsTheCdEventOnTheTopic() throws IOException {
        mirror("acme", Optional.of(upstream));
        create("acme", Optional.empty(), "/", CdEventType.CHANGE_CREATED);
        Event opened = forge.change(ChangeUpdated.Action.OPENED, 7, "Turn the wheel");

        scene.happens(opened, FORGE);
        scene.sendAll();

        Request request = scene.receiver.requests().getFirst();
        assertThat(request.header("Content-Type")).isEqualTo("application/cloudevents+json; charset=UTF-8");
        assertThat(request.header("X-Pierre-Event")).isEqualTo("dev.cdevents.change.created.0.4.0");
        assertThat(Verifier.objection(
                        request.header("X-Pierre-Signature"), request.body(), SECRET, scene.clock.instant()))
                .isEmpty();
        JsonNode data = JSON.readTree(request.body()).path("data");
        assertThat(new CdEventSchemas().violations(data.toString())).isEmpty();
        assertThat(published()).singleElement().satisfies(record -> {
            assertThat(JSON.readTree(String.valueOf(record.get("value")))).isEqualTo(data);
            assertThat(record.get("key")).isEqualTo(upstream);
            JsonNode headers = JSON.readTree(String.valueOf(record.get("headers")));
            assertThat(headers.path("ce_id").asText())
                    .isEqualTo(EventIds.of("cdevents", opened.eventId()).toString())
                    .isEqualTo(field(request, "/id"));
            assertThat(headers.path("ce_type").asText()).isEqualTo("dev.cdevents.change.created.0.4.0");
            assertThat(headers.path("ce_source").asText()).isEqualTo("https://github.com/" + forgeId);
            assertThat(headers.path("ce_subject").asText()).isEqualTo("7");
            assertThat(headers.path("ce_time").asText()).isEqualTo("2026-11-20T10:15:30.123456Z");
            assertThat(headers.path("content-type").asText()).isEqualTo("application/json");
            assertThat(headers.has("ce_millraceteam")).isFalse();
        });
    }

    @Test
    void sendsOnlyToTeamsThatMaySeeTheRepository() {
        MirroredRepository mirror = mirror("acme", Optional.of(upstream));
        mirror("thirds", Optional.of(upstream));
        mirror("others", Optional.of(upstream + "0"));
        mirror("strangers", Optional.empty());
        for (String team : List.of("acme", "thirds", "others", "strangers")) {
            create(team, Optional.empty(), "/" + team, CdEventType.PUSH_UPDATED);
        }

        scene.happens(moved("refs/heads/one"), FORGE);
        scene.clock.advance(Duration.ofSeconds(10));
        // its credentials were refused: the upstream's key is withdrawn
        scene.happens(new SyncFailed(
                UUID.randomUUID(),
                new MirroredRepository(mirror.id(), "acme", "acme/widgets", Optional.empty()),
                UUID.randomUUID(),
                "refused",
                Optional.empty(),
                scene.clock.instant()));
        // of before, but late: the topics have no order between them
        scene.happens(new SyncStarted(
                UUID.randomUUID(),
                mirror,
                UUID.randomUUID(),
                "late",
                scene.clock.instant().minusSeconds(5)));
        scene.happens(moved("refs/heads/two"), FORGE);
        scene.sendAll();

        assertThat(scene.receiver.requests())
                .extracting(request -> request.target() + " " + field(request, "/subject"))
                .containsExactlyInAnyOrder("/acme refs/heads/one", "/thirds refs/heads/one", "/thirds refs/heads/two");
    }

    @Test
    void sendsNothingForARepositoryThatWasDeleted() {
        MirroredRepository mirror = mirror("acme", Optional.of(upstream));
        create("acme", Optional.empty(), "/", CdEventType.PUSH_UPDATED);

        scene.happens(new RepositoryDeleted(UUID.randomUUID(), mirror, scene.clock.instant()));
        scene.happens(new SyncStarted(UUID.randomUUID(), mirror, UUID.randomUUID(), "late", scene.clock.instant()));
        scene.happens(moved("refs/heads/one"), FORGE);
        scene.sendAll();

        assertThat(scene.receiver.requests()).isEmpty();
        assertThat(published()).hasSize(1);
    }

    @Test
    void filtersByTypeRepositoryAndFormat() {
        MirroredRepository first = mirror("acme", Optional.of(upstream));
        MirroredRepository second = mirror("acme", Optional.of(upstream));
        MirroredRepository gadgets = mirror("acme", Optional.of(upstream + "0"));
        create("acme", Optional.empty(), "/team", CdEventType.CHANGE_MERGED, CdEventType.PUSH_UPDATED);
        create("acme", Optional.empty(), "/merges", CdEventType.CHANGE_MERGED);
        create("acme", Optional.of(first), "/first", CdEventType.PUSH_UPDATED);
        create("acme", Optional.of(second), "/second", CdEventType.PUSH_UPDATED);
        create("acme", Optional.of(gadgets), "/gadgets", CdEventType.PUSH_UPDATED);
        scene.create(scene.receiver.url("/pushes"), WebhookEvent.PUSH);

        scene.happens(moved("refs/heads/one"), FORGE);
        scene.sendAll();

        // one delivery, however many mirrors of it the team has
        assertThat(scene.receiver.requests())
                .extracting(Request::target)
                .containsExactlyInAnyOrder("/team", "/first", "/second");
    }

    @Test
    void sendsWhatATeamsOwnForgeReportsToThatTeamOnly() throws IOException {
        MirroredRepository mirror = mirror("acme", Optional.of(upstream));
        mirror("others", Optional.of(upstream));
        create("acme", Optional.empty(), "/acme", CdEventType.PUSH_UPDATED);
        create("acme", Optional.of(mirror), "/mirror", CdEventType.PUSH_UPDATED);
        create("others", Optional.empty(), "/others", CdEventType.PUSH_UPDATED);

        scene.happens(
                moved("refs/heads/one"),
                new RecordOrigin("forge.scm", Optional.of("acme"), Optional.of("gitea"), Optional.empty()));
        scene.sendAll();

        assertThat(scene.receiver.requests()).extracting(Request::target).containsExactly("/acme");
        JsonNode headers = JSON.readTree(String.valueOf(published().getFirst().get("headers")));
        assertThat(headers.path("ce_millraceteam").asText()).isEqualTo("acme");
        assertThat(headers.path("ce_millraceforge").asText()).isEqualTo("gitea");
    }

    @Test
    void sendsWhatHappensInARepositoryInOrder() {
        MirroredRepository mirror = mirror("acme", Optional.of(upstream));
        create(
                "acme",
                Optional.empty(),
                "/",
                CdEventType.CHANGE_CREATED,
                CdEventType.PIPELINE_RUN_QUEUED,
                CdEventType.CHANGE_MERGED);

        scene.happens(forge.change(ChangeUpdated.Action.OPENED, 7, "Turn the wheel"), FORGE);
        scene.happens(
                new BuildQueued(UUID.randomUUID(), ForgeEvents.build("acme", mirror.id()), ForgeEvents.AT), BUILDS);
        scene.happens(forge.change(ChangeUpdated.Action.MERGED, 7, "Turn the wheel"), FORGE);
        scene.sendAll();

        assertThat(scene.receiver.requests())
                .extracting(request -> request.header("X-Pierre-Event"))
                .containsExactly(
                        "dev.cdevents.change.created.0.4.0",
                        "dev.cdevents.pipelinerun.queued.0.3.0",
                        "dev.cdevents.change.merged.0.3.0");
    }

    @Test
    void addsNothingForARepeatedEventOrAReplayUnlessItIsForced() {
        mirror("acme", Optional.of(upstream));
        create("acme", Optional.empty(), "/", CdEventType.PUSH_UPDATED);
        Event known = moved("refs/heads/known");
        Event missing = moved("refs/heads/missing");

        scene.happens(known, FORGE);
        scene.happens(known, FORGE);
        scene.happens(known, replay(false));
        scene.happens(missing, replay(false));
        scene.happens(missing, replay(false));
        scene.sendAll();
        List<Map<String, Object>> before = published();
        scene.happens(known, replay(true));
        scene.sendAll();

        assertThat(before).hasSize(2);
        assertThat(published()).hasSize(3);
        assertThat(published())
                .extracting(record -> record.get("value"))
                .isSubsetOf(before.stream().map(record -> record.get("value")).toList());
        assertThat(scene.receiver.requests())
                .extracting(request -> field(request, "/subject"))
                .containsExactly("refs/heads/known", "refs/heads/missing", "refs/heads/known");
        // a receiver that remembers ids takes the forced one as a repetition
        assertThat(scene.receiver.requests().getLast().header("X-Millrace-Delivery"))
                .isEqualTo(scene.receiver.requests().getFirst().header("X-Millrace-Delivery"));
        assertThat(scene.receiver.requests().getLast().body())
                .isEqualTo(scene.receiver.requests().getFirst().body());
    }

    @Test
    void publishesNothingForAnEventThatIsNotProjected() {
        mirror("acme", Optional.of(upstream));
        create("acme", Optional.empty(), "/", CdEventType.projected().toArray(CdEventType[]::new));

        scene.happens(forge.change(ChangeUpdated.Action.LABELED, 7, "Turn the wheel"), FORGE);
        scene.sendAll();

        assertThat(published()).isEmpty();
        assertThat(scene.receiver.requests()).isEmpty();
    }

    @Test
    void testsAndRedeliversInTheFormatOfTheWebhook() throws IOException {
        Webhook webhook = create("acme", Optional.empty(), "/", CdEventType.PUSH_UPDATED);

        Delivery test = scene.deliveries.test(webhook);
        scene.sendAll();
        scene.deliveries.redeliver(test);
        scene.sendAll();

        assertThat(scene.receiver.requests()).hasSize(2).allSatisfy(request -> {
            assertThat(request.header("Content-Type")).startsWith("application/cloudevents+json");
            assertThat(request.header("X-Pierre-Event")).isEqualTo("ping");
            assertThat(field(request, "/type")).isEqualTo("dev.cdeventsx.millrace-webhook.pinged.0.1.0");
            assertThat(new CdEventSchemas()
                            .violations(
                                    JSON.readTree(request.body()).path("data").toString()))
                    .isEmpty();
        });
    }

    @Test
    void sendsAReconciledPushOnceAlthoughTheForgeReportsItLater() throws IOException {
        mirror("acme", Optional.of(upstream));
        create("acme", Optional.empty(), "/", CdEventType.PUSH_UPDATED);
        RefPushed first = forge.reconciled("refs/heads/first", Optional.of(ONE), Optional.of(TWO));
        RefPushed second = forge.reconciled("refs/heads/second", Optional.of(ONE), Optional.of(TWO));

        scene.happens(first, FORGE);
        scene.happens(forge.pushed(first.ref(), first.before(), first.after()).withId(first.eventId()), replay(false));
        scene.happens(
                forge.pushed(second.ref(), second.before(), second.after()).withId(second.eventId()), replay(false));
        scene.happens(second, FORGE);
        scene.sendAll();

        assertThat(scene.receiver.requests())
                .extracting(request -> field(request, "/subject"))
                .containsExactlyInAnyOrder("refs/heads/first", "refs/heads/second");
        assertThat(published()).hasSize(2);
        JsonNode custom = JSON.readTree(String.valueOf(published().getFirst().get("value")))
                .path("customData");
        assertThat(custom.path("reconciled").asBoolean()).isTrue();
    }

    private Event moved(String ref) {
        return forge.pushed(ref, Optional.of(ONE), Optional.of(TWO));
    }

    private static RecordOrigin replay(boolean forced) {
        return new RecordOrigin(
                "forge.scm", Optional.empty(), Optional.empty(), Optional.of(new Replay(UUID.randomUUID(), forced)));
    }

    /** A repository of a team, as the start of a sync reports it. */
    private MirroredRepository mirror(String team, Optional<String> upstreamKey) {
        var mirror = new MirroredRepository(UUID.randomUUID(), team, team + "/widgets", upstreamKey);
        scene.happens(new SyncStarted(UUID.randomUUID(), mirror, UUID.randomUUID(), "a test", scene.clock.instant()));
        return mirror;
    }

    private Webhook create(String team, Optional<MirroredRepository> repository, String path, CdEventType... types) {
        var request = new NewWebhook(
                team,
                repository.map(it -> new KnownRepository(it.id(), it.name())),
                scene.receiver.url(path),
                new CdEvents(List.of(types)),
                Optional.of(SECRET),
                "ada");
        if (scene.webhooks.create(request) instanceof Created(Webhook created, String secret)) {
            return created;
        }
        throw new IllegalStateException("not created");
    }

    /** Rows of the outbox about the repository at the forge, oldest first. */
    private List<Map<String, Object>> published() {
        return scene.database.inTransaction(tx ->
                tx.handle().createQuery("""
                        select key, headers::text as headers, convert_from(value, 'UTF8') as value from webhook.outbox
                        where topic = 'cdevents' and key = :key order by id
                        """).bind("key", upstream).mapToMap().list());
    }
}
