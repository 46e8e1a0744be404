package dev.millrace.webhook.delivery;

import static dev.millrace.webhook.delivery.DeliveryScene.field;
import static dev.millrace.webhook.delivery.DeliveryScene.repository;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.git.MirroredRepository;
import dev.millrace.kit.address.OutboundAddresses;
import dev.millrace.webhook.delivery.Delivery.State;
import dev.millrace.webhook.delivery.Receiver.Answer;
import dev.millrace.webhook.subscription.Webhook;
import dev.millrace.webhook.subscription.WebhookEvent;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Deliveries that several processes send, of which some die or are slow. */
class DeliveryLeasesIT {

    private final DeliveryScene scene = new DeliveryScene();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void sendsAgainUnderTheSameIdWhenAProcessDiedBeforeItRecordedTheResponse() {
        Webhook webhook = scene.create(scene.receiver.url("/"), WebhookEvent.PUSH);
        scene.happens(scene.push(scene.widgets));
        Claim lost = scene.sendDelivery.claim().orElseThrow();
        // it was sent, and the response was not recorded
        scene.client.post(
                new OutboundAddresses.Resolved.Allowed(lost.url(), List.of(InetAddress.getLoopbackAddress())),
                Map.of("X-Millrace-Delivery", lost.shownId().toString()),
                lost.payload());

        scene.sendAll();
        int whileLeased = scene.receiver.requests().size();
        scene.clock.advance(scene.config.lease().plusSeconds(1));
        scene.sendAll();

        assertThat(whileLeased).isEqualTo(1);
        assertThat(scene.receiver.requests())
                .extracting(request -> request.header("X-Millrace-Delivery"))
                .containsExactly(lost.id().toString(), lost.id().toString());
        assertThat(scene.only(webhook))
                .returns(State.SUCCEEDED, Delivery::state)
                .returns(1, Delivery::attempts);
    }

    @Test
    void recordsNothingWhenItsLeaseWasLost() {
        Webhook webhook = scene.create(scene.receiver.url("/"), WebhookEvent.PUSH);
        scene.happens(scene.push(scene.widgets));
        SendDelivery other = scene.process();
        List<Claim> taken = new ArrayList<>();
        scene.receiver.otherwise(request -> {
            if (taken.isEmpty()) {
                scene.clock.advance(scene.config.lease().plusSeconds(1));
                other.claim().ifPresent(taken::add);
                return Answer.of(500);
            }
            return Answer.of(200);
        });

        scene.sendAll();
        Delivery afterTheFirst = scene.only(webhook);
        taken.forEach(other::send);

        assertThat(afterTheFirst.attempts()).isZero();
        assertThat(scene.only(webhook))
                .returns(State.SUCCEEDED, Delivery::state)
                .returns(1, Delivery::attempts);
        assertThat(scene.receiver.requests()).hasSize(2);
    }

    @Test
    void sendsAFewAtOnceToOneEndpoint() {
        scene.create(scene.receiver.url("/"), WebhookEvent.PUSH);
        for (int i = 0; i < 6; i++) {
            scene.happens(scene.push(repository("acme/r" + i)));
        }

        List<Claim> taken = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            scene.sendDelivery.claim().ifPresent(taken::add);
        }
        scene.create(scene.receiver.url("/other"), WebhookEvent.PUSH);
        scene.happens(scene.push(scene.widgets));

        assertThat(taken).hasSize(scene.config.workersPerWebhook());
        assertThat(scene.sendDelivery.claim().map(Claim::url)).contains(scene.receiver.url("/other"));
    }

    @Test
    void dividesTheWorkAmongProcesses() throws InterruptedException, ExecutionException {
        scene.create(scene.receiver.url("/"), WebhookEvent.PUSH);
        List<MirroredRepository> repositories = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            repositories.add(repository("acme/r" + i));
        }
        for (int i = 0; i < 10; i++) {
            for (MirroredRepository repository : repositories) {
                scene.happens(scene.push(repository, "b" + i));
            }
        }

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> processes = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                processes.add(threads.submit(() -> scene.sendUntilNothingWaits(scene.process())));
            }
            for (Future<?> process : processes) {
                process.get();
            }
        }

        for (MirroredRepository repository : repositories) {
            assertThat(scene.receiver.requests().stream()
                            .filter(request -> field(request, "/repository/id")
                                    .equals(repository.id().toString()))
                            .map(request -> field(request, "/ref").substring("refs/heads/b".length()))
                            .toList())
                    .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        }
    }
}
