package dev.millrace.webhook.delivery;

import static dev.millrace.webhook.delivery.DeliveryScene.JSON;
import static dev.millrace.webhook.delivery.DeliveryScene.ONE;
import static dev.millrace.webhook.delivery.DeliveryScene.SECRET;
import static dev.millrace.webhook.delivery.DeliveryScene.TWO;
import static dev.millrace.webhook.delivery.DeliveryScene.ZEROS;
import static dev.millrace.webhook.delivery.DeliveryScene.field;
import static dev.millrace.webhook.delivery.DeliveryScene.reach;
import static dev.millrace.webhook.delivery.DeliveryScene.repository;
import static dev.millrace.webhook.delivery.DeliveryScene.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.RefsMoved.RefMove;
import dev.millrace.events.git.RepositoryDeleted;
import dev.millrace.events.git.SyncFailed;
import dev.millrace.events.git.SyncStarted;
import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.webhook.access.KnownRepository;
import dev.millrace.webhook.delivery.Receiver.Request;
import dev.millrace.webhook.subscription.CreateOutcome.RepositoryMissing;
import dev.millrace.webhook.subscription.Webhook;
import dev.millrace.webhook.subscription.WebhookEvent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of events: which webhooks get which deliveries, with a real database and a real endpoint. */
class QueueDeliveriesIT {

    private final DeliveryScene scene = new DeliveryScene();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void sendsEachMovedRefInOrderAndSigned() throws IOException {
        scene.create(scene.receiver.url("/hook"), WebhookEvent.PUSH);

        scene.happens(scene.moved(
                scene.widgets,
                new RefMove("HEAD", Optional.of("refs/heads/old"), Optional.of("refs/heads/main")),
                new RefMove("refs/heads/gone", Optional.of(ONE), Optional.empty()),
                new RefMove("refs/heads/main", Optional.of(ONE), Optional.of(TWO)),
                new RefMove("refs/namespaces/ephemeral/refs/heads/x", Optional.empty(), Optional.of(TWO)),
                new RefMove("refs/tags/v1", Optional.empty(), Optional.of(TWO))));
        scene.sendAll();

        assertThat(scene.receiver.requests())
                .extracting(request ->
                        field(request, "/ref") + " " + field(request, "/before").charAt(0)
                                + field(request, "/after").charAt(0))
                .containsExactly("refs/heads/gone 10", "refs/heads/main 12", "refs/tags/v1 02");
        Request first = scene.receiver.requests().getFirst();
        assertThat(first.header("Content-Type")).isEqualTo("application/json");
        assertThat(first.header("X-Pierre-Event")).isEqualTo("push");
        assertThat(first.header("User-Agent")).startsWith("Millrace-Webhook/");
        assertThat(Verifier.objection(first.header("X-Pierre-Signature"), first.body(), SECRET, scene.clock.instant()))
                .isEmpty();
        assertThat(JSON.readTree(first.body())).isEqualTo(JSON.readTree("""
                        {"repository": {"id": "%s", "url": "acme/widgets", "repo_name": "acme/widgets"},
                         "ref": "refs/heads/gone", "before": "%s", "after": "%s",
                         "customer_id": "acme", "org": "acme", "pushed_at": "2026-01-01T00:00:00Z"}
                        """.formatted(scene.widgets.id(), ONE, ZEROS)));
    }

    @Test
    void sendsToSubscribedWebhooksOnly() {
        MirroredRepository gadgets = repository("acme/gadgets");
        scene.create(scene.receiver.url("/team"), WebhookEvent.PUSH);
        scene.create(scene.receiver.url("/syncs"), WebhookEvent.SYNC_STARTED);
        scene.create(Optional.of(scene.widgets), scene.receiver.url("/widgets"), WebhookEvent.PUSH);
        scene.create(Optional.of(gadgets), scene.receiver.url("/gadgets"), WebhookEvent.PUSH);
        scene.webhooks.disable(
                reach(),
                scene.create(scene.receiver.url("/disabled"), WebhookEvent.PUSH).id(),
                "no more",
                "ada");

        scene.happens(scene.push(scene.widgets));
        scene.happens(
                scene.push(new MirroredRepository(UUID.randomUUID(), "others", "acme/widgets", Optional.empty())));
        scene.sendAll();

        assertThat(scene.receiver.requests())
                .extracting(Request::target)
                .containsExactlyInAnyOrder("/team", "/widgets");
    }

    @Test
    void countsTheSyncsOfARepository() {
        scene.create(
                scene.receiver.url("/"),
                WebhookEvent.SYNC_STARTED,
                WebhookEvent.SYNC_SUCCEEDED,
                WebhookEvent.SYNC_FAILED);

        for (boolean succeeds : new boolean[] {false, true, true}) {
            UUID sync = UUID.randomUUID();
            scene.happens(new SyncStarted(UUID.randomUUID(), scene.widgets, sync, "push", scene.clock.instant()));
            scene.clock.advance(Duration.ofSeconds(30));
            scene.happens(
                    succeeds
                            ? new SyncSucceeded(UUID.randomUUID(), scene.widgets, sync, 1, 1, scene.clock.instant())
                            : new SyncFailed(
                                    UUID.randomUUID(),
                                    scene.widgets,
                                    sync,
                                    "e".repeat(1000),
                                    Optional.empty(),
                                    scene.clock.instant()));
        }
        scene.sendAll();

        assertThat(scene.receiver.requests())
                .extracting(request -> field(request, "/type") + " " + field(request, "/run_count") + " "
                        + field(request, "/is_first_sync"))
                .containsExactly(
                        "repo.sync.started 0 true",
                        "repo.sync.failed 1 true",
                        "repo.sync.started 1 true",
                        "repo.sync.succeeded 2 true",
                        "repo.sync.started 2 false",
                        "repo.sync.succeeded 3 false");
        Request failed = scene.receiver.requests().get(1);
        assertThat(failed.header("X-Pierre-Event")).isEqualTo("repo.sync.failed");
        assertThat(field(failed, "/started_at")).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(field(failed, "/completed_at")).isEqualTo("2026-01-01T00:00:30Z");
        assertThat(field(failed, "/error")).hasSize(500);
        assertThat(scene.receiver.requests().getFirst().body()).doesNotContain("completed_at", "error");
    }

    @Test
    void deletesTheWebhooksOfADeletedRepositoryAndCreatesNoMore() {
        Webhook ofTeam = scene.create(scene.receiver.url("/team"), WebhookEvent.PUSH);
        Webhook ofWidgets = scene.create(Optional.of(scene.widgets), scene.receiver.url("/widgets"), WebhookEvent.PUSH);
        scene.happens(scene.push(scene.widgets));

        scene.happens(new RepositoryDeleted(UUID.randomUUID(), scene.widgets, scene.clock.instant()));
        var late = scene.webhooks.create(
                request(Optional.of(scene.widgets), scene.receiver.url("/late"), WebhookEvent.PUSH));
        scene.sendAll();

        assertThat(scene.webhooks.find(reach(), ofWidgets.id())).isEmpty();
        assertThat(scene.webhooks.find(reach(), ofTeam.id())).isPresent();
        assertThat(late).isEqualTo(new RepositoryMissing("acme/widgets"));
        assertThat(scene.receiver.requests()).extracting(Request::target).containsExactly("/team");
    }

    @Test
    void keepsTheNewestNameOfARepository() {
        Webhook webhook = scene.create(Optional.of(scene.widgets), scene.receiver.url("/"), WebhookEvent.PUSH);
        var renamed = new MirroredRepository(scene.widgets.id(), "acme", "acme/renamed", Optional.empty());
        Instant before = scene.clock.instant();

        scene.clock.advance(Duration.ofSeconds(10));
        scene.happens(scene.push(renamed));
        // the topics of pushes and of syncs have no order between them
        scene.happens(
                new SyncStarted(UUID.randomUUID(), scene.widgets, UUID.randomUUID(), "late", before.plusSeconds(5)));

        assertThat(scene.current(webhook).repository())
                .contains(new KnownRepository(scene.widgets.id(), "acme/renamed"));
    }
}
