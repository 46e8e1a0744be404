package dev.millrace.webhook.delivery;

import static dev.millrace.webhook.delivery.DeliveryScene.SECRET;
import static dev.millrace.webhook.delivery.DeliveryScene.field;
import static dev.millrace.webhook.delivery.DeliveryScene.reach;
import static dev.millrace.webhook.delivery.DeliveryScene.repository;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.webhook.delivery.Delivery.State;
import dev.millrace.webhook.delivery.Receiver.Answer;
import dev.millrace.webhook.delivery.Receiver.Request;
import dev.millrace.webhook.subscription.RotateOutcome.Rotated;
import dev.millrace.webhook.subscription.Webhook;
import dev.millrace.webhook.subscription.WebhookEvent;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One delivery, with a settable clock, a real database and a real endpoint. */
class SendDeliveryIT {

    private final DeliveryScene scene = new DeliveryScene();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void signsEachAttemptAnewWithTheCurrentSecret() {
        Webhook webhook = scene.create(scene.receiver.then(Answer.of(500)).url("/"), WebhookEvent.PUSH);
        scene.happens(scene.push(scene.widgets));
        scene.sendAll();

        scene.clock.advance(Duration.ofMinutes(10));
        var rotated = scene.webhooks.rotate(reach(), webhook.id(), Optional.empty(), "ada");
        scene.sendAll();

        assertThat(rotated).isInstanceOf(Rotated.class);
        String newSecret = rotated instanceof Rotated(Webhook same, String made) ? made : "";
        Request first = scene.receiver.requests().getFirst();
        Request second = scene.receiver.requests().getLast();
        assertThat(scene.receiver.requests()).hasSize(2);
        assertThat(Verifier.objection(
                        second.header("X-Pierre-Signature"), second.body(), newSecret, scene.clock.instant()))
                .isEmpty();
        assertThat(Verifier.objection(first.header("X-Pierre-Signature"), first.body(), SECRET, scene.clock.instant()))
                .isEqualTo("too old");
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("X-Millrace-Delivery")).isEqualTo(first.header("X-Millrace-Delivery"));
        assertThat(first.header("X-Millrace-Attempt")).isEqualTo("1");
        assertThat(second.header("X-Millrace-Attempt")).isEqualTo("2");
    }

    @Test
    void keepsWhatWasSentAndAnswered() {
        Webhook webhook = scene.create(
                scene.receiver
                        .then(new Answer(500, Map.of("X-Odd", "v"), "why\0not"))
                        .url("/"),
                WebhookEvent.PUSH);
        scene.happens(scene.push(scene.widgets));

        scene.sendAll();

        Delivery delivery = scene.only(webhook);
        assertThat(delivery.state()).isEqualTo(State.WAITING);
        assertThat(delivery.attempts()).isEqualTo(1);
        assertThat(delivery.giveUpAt()).contains(scene.clock.instant().plus(Duration.ofDays(3)));
        assertThat(delivery.nextAttemptAt())
                .hasValueSatisfying(at -> assertThat(at)
                        .isBetween(
                                scene.clock.instant().plusMillis(2500),
                                scene.clock.instant().plusSeconds(5)));
        assertThat(delivery.last()).hasValueSatisfying(last -> {
            assertThat(last.status()).contains(500);
            assertThat(last.error()).contains("the endpoint returned 500");
            assertThat(last.responseHeaders()).containsEntry("x-odd", "v");
            assertThat(last.responseBody()).isEqualTo("why\ufffdnot");
            assertThat(last.requestHeaders())
                    .containsEntry(
                            "X-Pierre-Signature",
                            scene.receiver.requests().getFirst().header("X-Pierre-Signature"));
        });
        assertThat(scene.webhooks.find(reach(), webhook.id()).flatMap(Webhook::failingSince))
                .contains(scene.clock.instant());
    }

    @Test
    void checksTheAddressBeforeEachAttempt() {
        Webhook webhook = scene.create(scene.receiver.url("/"), WebhookEvent.PUSH);
        scene.happens(scene.push(scene.widgets));

        scene.leadsTo = "169.254.169.254";
        scene.sendAll();
        Delivery refused = scene.only(webhook);
        scene.leadsTo = "127.0.0.1";
        scene.clock.advance(Duration.ofSeconds(5));
        scene.sendAll();

        assertThat(refused.last().flatMap(Delivery.LastAttempt::error))
                .hasValueSatisfying(
                        // the team must not learn what a name resolves to
                        error -> assertThat(error)
                                .startsWith("not sent: ")
                                .contains("no address that may be connected to")
                                .doesNotContain("link-local")); // #9.10
        assertThat(scene.receiver.requests()).hasSize(1);
        assertThat(scene.only(webhook).state()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void sendsATestOnceAheadOfWhatWaitsAlsoWhenDisabled() {
        scene.receiver.otherwise(request -> Answer.of(500));
        Webhook webhook = scene.create(scene.receiver.url("/"), WebhookEvent.PUSH);
        scene.happens(scene.push(scene.widgets));
        scene.webhooks.disable(reach(), webhook.id(), "a pause", "ada");

        Delivery test = scene.deliveries.test(webhook);
        scene.sendAll();

        assertThat(scene.receiver.requests()).singleElement().satisfies(request -> {
            assertThat(request.header("X-Pierre-Event")).isEqualTo("ping");
            assertThat(field(request, "/type")).isEqualTo("ping");
            assertThat(Verifier.objection(
                            request.header("X-Pierre-Signature"), request.body(), SECRET, scene.clock.instant()))
                    .isEmpty();
        });
        assertThat(scene.deliveries.find(webhook, test.id()).map(Delivery::state))
                .contains(State.FAILED);
        assertThat(scene.current(webhook).failingSince()).isEmpty();
    }

    @Test
    void redeliversUnderTheIdThatTheReceiverKnows() {
        Webhook webhook = scene.create(scene.receiver.url("/"), WebhookEvent.PUSH);
        scene.happens(scene.push(scene.widgets));
        scene.sendAll();
        Delivery sent = scene.only(webhook);

        Delivery again = scene.deliveries.redeliver(sent);
        scene.sendAll();

        assertThat(again.id()).isNotEqualTo(sent.id());
        assertThat(scene.receiver.requests())
                .extracting(request -> request.header("X-Millrace-Delivery"))
                .containsExactly(sent.id().toString(), sent.id().toString());
        assertThat(scene.receiver.requests().getLast().body())
                .isEqualTo(scene.receiver.requests().getFirst().body());
        assertThat(scene.deliveries.find(webhook, again.id())).hasValueSatisfying(found -> {
            assertThat(found.state()).isEqualTo(State.SUCCEEDED);
            assertThat(found.repeats()).contains(sent.id());
        });
    }

    @Test
    void sendsWhatWaitedWhenItIsEnabled() {
        Webhook webhook = scene.create(scene.receiver.url("/"), WebhookEvent.PUSH);
        scene.happens(scene.push(scene.widgets, "before"));
        scene.webhooks.disable(reach(), webhook.id(), "a pause", "ada");

        scene.sendAll();
        int whileDisabled = scene.receiver.requests().size();
        scene.webhooks.enable(reach(), webhook.id(), "ada");
        scene.sendAll();

        assertThat(whileDisabled).isZero();
        assertThat(scene.refs()).containsExactly("refs/heads/before");
        assertThat(scene.current(webhook).disabled()).isEmpty();
    }

    @Test
    void deletesOldDeliveries() {
        Webhook webhook = scene.create(scene.receiver.url("/"), WebhookEvent.PUSH);
        scene.happens(scene.push(scene.widgets, "old"));
        scene.clock.advance(Duration.ofDays(31));
        scene.happens(scene.push(repository("acme/gadgets"), "new"));

        int deleted = scene.database.inTransaction(
                tx -> scene.deliveryStore.deleteBefore(tx, scene.clock.instant().minus(scene.config.kept()), 10));
        scene.sendAll();

        assertThat(deleted).isEqualTo(1);
        assertThat(scene.refs()).containsExactly("refs/heads/new");
        assertThat(scene.only(webhook).state()).isEqualTo(State.SUCCEEDED);
        assertThat(scene.due()).isZero();
    }
}
