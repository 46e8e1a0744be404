package dev.millrace.ingest.reconciliation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.EventIds;
import dev.millrace.events.Topic;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.RefsMoved.Cause;
import dev.millrace.events.git.RefsMoved.RefMove;
import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.ingest.Payloads;
import dev.millrace.ingest.SignedDelivery;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** From the records of a sync to the reconciled event, and the delivery that arrives after it. The grace period is two seconds. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
class ReconciliationIT {

    private static final String ID = "a".repeat(40);

    private final long number = ThreadLocalRandom.current().nextLong(1_000_000, Integer.MAX_VALUE);
    private final String key = "github.com:" + number;
    private final MirroredRepository mirror =
            new MirroredRepository(UUID.randomUUID(), "acme", "acme/widgets", Optional.of(key));

    @Test
    void publishesWhatNoDeliveryReportedAndRecognizesADeliveryThatIsLate() {
        deliver("v1", "in-time-" + number);
        awaitPublished(1);

        Instant now = Instant.now();
        TestEvents.publish(new RefsMoved(
                UUID.randomUUID(),
                mirror,
                Cause.SYNC,
                2,
                0,
                Stream.of("v1", "v2", "v3")
                        .map(tag -> new RefMove("refs/tags/" + tag, Optional.empty(), Optional.of(ID)))
                        .toList(),
                List.of(),
                Optional.of(now.minusSeconds(60)),
                now));
        TestEvents.publish(new SyncSucceeded(
                UUID.randomUUID(),
                mirror,
                UUID.randomUUID(),
                3,
                2,
                Optional.of("https://github.com/acme/widgets.git"),
                Optional.of("77"),
                now));

        List<RefPushed> published = awaitPublished(3);
        assertThat(published)
                .filteredOn(RefPushed::reconciled)
                .satisfiesExactlyInAnyOrder(
                        push -> {
                            assertThat(push.ref()).isEqualTo("refs/tags/v2");
                            assertThat(push.installationId()).contains("77");
                            assertThat(push.after()).contains(ID);
                        },
                        push -> assertThat(push.ref()).isEqualTo("refs/tags/v3"));

        deliver("v2", "late-" + number);

        ConsumerRecord<String, byte[]> late = awaitLate();
        UUID reconciled = published.stream()
                .filter(push -> push.ref().equals("refs/tags/v2"))
                .findFirst()
                .orElseThrow()
                .eventId();
        assertThat(awaitPublished(4))
                .filteredOn(push -> push.ref().equals("refs/tags/v2"))
                .hasSize(2)
                .allSatisfy(push -> assertThat(push.eventId()).isEqualTo(reconciled));
        assertThat(header(late, "ce_id"))
                .isEqualTo(EventIds.of("github.com", "late-" + number, 0).toString());
        assertThat(header(late, "ce_millracedelivery")).isEqualTo("late-" + number);
    }

    private void deliver(String tag, String guid) {
        byte[] payload = Payloads.changed("push_tag_created", json -> {
            json.put("ref", "refs/tags/" + tag).put("after", ID);
            json.withObject("/repository").put("id", number);
        });
        assertThat(SignedDelivery.of("push", guid, payload).send().statusCode()).isEqualTo(202);
    }

    private List<RefPushed> awaitPublished(int count) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> TestEvents.all(
                                Topic.FORGE_SCM,
                                RefPushed.class,
                                push -> push.key().equals(key)),
                        published -> published.size() >= count);
    }

    private ConsumerRecord<String, byte[]> awaitLate() {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> TestEvents.records("forge.scm").stream()
                                .filter(record -> record.key().equals(key))
                                .filter(record ->
                                        header(record, "ce_millracelate").equals("true"))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }
}
