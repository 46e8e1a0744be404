package dev.millrace.webhook.delivery;

import static dev.millrace.webhook.delivery.DeliveryScene.field;
import static dev.millrace.webhook.delivery.DeliveryScene.repository;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.git.MirroredRepository;
import dev.millrace.webhook.delivery.Delivery.State;
import dev.millrace.webhook.delivery.Receiver.Answer;
import dev.millrace.webhook.subscription.Webhook;
import dev.millrace.webhook.subscription.WebhookEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An endpoint that fails: when its deliveries are repeated and given up, and when the webhook is disabled. */
class FailingEndpointIT {

    private final DeliveryScene scene = new DeliveryScene();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void delaysDeliveriesOfTheSameRepositoryOnlyAfterAFailure() {
        MirroredRepository gadgets = repository("acme/gadgets");
        scene.create(scene.receiver.then(Answer.of(500, "not now")).url("/"), WebhookEvent.PUSH);

        scene.happens(scene.push(scene.widgets, "first"));
        scene.sendAll();
        scene.happens(scene.push(scene.widgets, "second"));
        scene.happens(scene.push(gadgets, "other"));
        scene.sendAll();
        List<String> before = scene.refs();
        scene.clock.advance(Duration.ofSeconds(5));
        scene.sendAll();

        assertThat(before).containsExactly("refs/heads/first", "refs/heads/other");
        assertThat(scene.refs())
                .containsExactly("refs/heads/first", "refs/heads/other", "refs/heads/first", "refs/heads/second");
    }

    @Test
    void waitsAsLongAsTheEndpointAsks() {
        Webhook webhook = scene.create(
                scene.receiver
                        .then(new Answer(429, Map.of("Retry-After", "600"), ""))
                        .url("/"),
                WebhookEvent.PUSH);
        scene.happens(scene.push(scene.widgets));

        scene.sendAll();

        assertThat(scene.only(webhook).nextAttemptAt())
                .contains(scene.clock.instant().plusSeconds(600));
    }

    @Test
    void givesUpAndDisablesAfterThreeDaysOfFailures() {
        scene.receiver.otherwise(request -> Answer.of(500));
        Webhook webhook = scene.create(scene.receiver.url("/"), WebhookEvent.PUSH);
        scene.happens(scene.push(scene.widgets, "first"));
        scene.happens(scene.push(scene.widgets, "second"));
        Instant begin = scene.clock.instant();

        while (scene.current(webhook).disabled().isEmpty()
                && scene.clock.instant().isBefore(begin.plus(Duration.ofDays(4)))) {
            scene.sendAll();
            scene.clock.advance(Duration.ofMinutes(30));
        }
        scene.happens(scene.push(scene.widgets, "unheard"));
        scene.sendAll();

        Webhook disabled = scene.current(webhook);
        assertThat(disabled.disabled()).hasValueSatisfying(why -> {
            assertThat(why.reason())
                    .isEqualTo("every attempt has failed since 2026-01-01T00:00:00Z; the last one:"
                            + " the endpoint returned 500");
            assertThat(why.at()).isBetween(begin.plus(Duration.ofDays(3)), begin.plus(Duration.ofHours(73)));
        });
        List<Delivery> all = scene.deliveries.list(webhook, Optional.empty(), Long.MAX_VALUE, 10);
        assertThat(all).extracting(Delivery::state).containsExactly(State.WAITING, State.FAILED);
        assertThat(all.getLast().attempts()).isBetween(70, 150);
        assertThat(scene.receiver.requests())
                .extracting(request -> field(request, "/ref"))
                .containsOnly("refs/heads/first");
    }

    @Test
    void goesOnAfterADeliveryThatIsGivenUpWhenOthersSucceed() {
        MirroredRepository gadgets = repository("acme/gadgets");
        scene.receiver.otherwise(request -> Answer.of(request.body().contains("poison") ? 500 : 200));
        Webhook webhook = scene.create(scene.receiver.url("/"), WebhookEvent.PUSH);
        scene.happens(scene.push(scene.widgets, "poison"));
        scene.happens(scene.push(scene.widgets, "after"));

        for (int hour = 0; hour < 80; hour++) {
            if (hour % 12 == 0) {
                scene.happens(scene.push(gadgets, "fine"));
            }
            scene.sendAll();
            scene.clock.advance(Duration.ofHours(1));
        }

        assertThat(scene.current(webhook).disabled()).isEmpty();
        assertThat(scene.refs()).contains("refs/heads/after", "refs/heads/fine");
        assertThat(scene.deliveries.list(webhook, Optional.of(State.FAILED), Long.MAX_VALUE, 10))
                .singleElement()
                .extracting(Delivery::payload)
                .asString()
                .contains("poison");
    }
}
