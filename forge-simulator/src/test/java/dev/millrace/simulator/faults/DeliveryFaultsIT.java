package dev.millrace.simulator.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.simulator.AppJwts;
import dev.millrace.simulator.Forge;
import dev.millrace.simulator.HookReceiver;
import io.quarkus.test.junit.QuarkusTest;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DeliveryFaultsIT {

    private final Forge forge = new Forge();
    private HookReceiver receiver;
    private long repository;

    @BeforeEach
    void listen() {
        receiver = new HookReceiver(forge);
        forge.repository("web", true);
        forge.install();
        repository = forge.show("web").getLong("id");
    }

    @AfterEach
    void stop() {
        Forge.call("DELETE", "/faults", Map.of());
        receiver.close();
    }

    @Test
    void keepsTheOrderOfEventsWithoutFaults() {
        List<String> pushed = push(10);

        awaitPush(pushed.getLast());

        assertThat(pushes()).isEqualTo(pushed);
    }

    @Test
    void losesADeliveryAndReportsIt() {
        forge.fault(Map.of("kind", "drop", "event", "push", "times", 1));
        List<String> pushed = push(2);

        awaitPush(pushed.get(1));

        assertThat(pushes()).containsExactly(pushed.get(1));
        assertThat(recorded()).containsExactly("delivered", "failed");
    }

    @Test
    void losesADeliveryAndClaimsOtherwise() {
        forge.fault(Map.of("kind", "drop", "event", "push", "times", 1, "recordedAs", "ok"));
        List<String> pushed = push(2);

        awaitPush(pushed.get(1));

        assertThat(pushes()).containsExactly(pushed.get(1));
        assertThat(recorded()).containsExactly("delivered", "delivered");
    }

    @Test
    void holdsADeliveryBackAndListsItAtTheTimeThatIsGiven() throws GeneralSecurityException, JoseException {
        String jwt = AppJwts.create();
        String at = Instant.now()
                .minus(Duration.ofHours(50))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        forge.fault(Map.of("kind", "drop", "event", "ping", "times", 1, "recordedAs", "throttled"));
        Forge.call("POST", "/ping", Map.of("at", at));
        push(1);

        await().untilAsserted(() -> {
            var listed = given().header("Authorization", "Bearer " + jwt)
                    .get("/app/hook/deliveries?per_page=100")
                    .jsonPath();
            long held = listed.getLong("find { it.throttled_at != null }.id");
            assertThat(listed.getString("find { it.throttled_at != null }.throttled_at"))
                    .isEqualTo(at);
            assertThat(listed.getString("find { it.throttled_at != null }.delivered_at"))
                    .isEqualTo(at);
            assertThat(held).isGreaterThan(1L << 53).isOdd();
            assertThat(listed.getList("id", Long.class)).isSortedAccordingTo(Comparator.reverseOrder());
        });
    }

    @Test
    void losesADeliveryWithoutATrace() {
        forge.fault(Map.of("kind", "drop", "event", "push", "times", 1, "recordedAs", "unlisted"));
        List<String> pushed = push(2);

        awaitPush(pushed.get(1));

        assertThat(recorded()).containsExactly("delivered");
    }

    @Test
    void sendsTwiceWithOneGuid() {
        forge.fault(Map.of("kind", "duplicate", "event", "push", "times", 1));
        push(1);

        await().untilAsserted(() -> assertThat(receiver.received("push")).hasSize(2));

        assertThat(receiver.received("push"))
                .extracting(HookReceiver.Received::guid)
                .containsOnly(receiver.received("push").getFirst().guid());
        await().untilAsserted(() -> assertThat(recorded()).containsExactly("delivered", "delivered"));
    }

    @Test
    void sendsLaterThanTheNext() {
        forge.fault(Map.of("kind", "delay", "event", "push", "times", 1, "delayMs", 700));
        List<String> pushed = push(2);

        awaitPush(pushed.get(0));

        assertThat(pushes()).containsExactly(pushed.get(1), pushed.get(0));
    }

    @Test
    void sendsInAnotherOrder() {
        forge.fault(Map.of("kind", "reorder", "event", "push", "times", 5, "window", 5));
        List<String> pushed = push(5);

        await().untilAsserted(() -> assertThat(pushes()).hasSize(5));

        assertThat(pushes()).containsExactlyInAnyOrderElementsOf(pushed).isNotEqualTo(pushed);
    }

    @Test
    void givesUpWaitingForTheOthersOfAWindow() {
        forge.fault(Map.of("kind", "reorder", "event", "push", "window", 100));
        List<String> pushed = push(2);

        await().untilAsserted(() -> assertThat(pushes()).containsExactly(pushed.get(1), pushed.get(0)));
    }

    @Test
    void recordsWhatTheReceiverAnsweredAndNeverTriesAgain() {
        receiver.answer(500);
        push(1);
        await().untilAsserted(() -> assertThat(recorded()).containsExactly("failed"));
        receiver.answer(202);

        awaitPush(push(1).getFirst());

        assertThat(recorded("statusCode")).containsExactly(202, 500);
    }

    @Test
    void recordsThatTheReceiverTookTooLong() {
        CountDownLatch gate = receiver.hold();
        push(1);

        await().untilAsserted(() -> assertThat(recorded()).containsExactly("failed"));

        assertThat(recorded("statusCode")).containsExactly(0);
        gate.countDown();
    }

    private List<String> push(int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> forge.push("web", Map.of("files", Map.of("f", i + "\n"), "message", "Push " + i))
                        .getString("after"))
                .toList();
    }

    private void awaitPush(String after) {
        receiver.await("push", p -> after.equals(p.getString("after")));
        await().untilAsserted(() -> assertThat(recorded()).doesNotContain("pending"));
    }

    private List<String> pushes() {
        return receiver.received("push").stream()
                .map(r -> r.payload().getString("after"))
                .toList();
    }

    /** Outcomes of this repository's pushes in the forge's list, newest first. */
    private List<Object> recorded() {
        return recorded("outcome");
    }

    private List<Object> recorded(String field) {
        List<Map<String, Object>> all =
                Forge.call("GET", "/deliveries?event=push", Map.of()).getList("");
        return all.stream()
                .filter(delivery -> ((Number) delivery.get("repositoryId")).longValue() == repository)
                .map(delivery -> delivery.get(field))
                .toList();
    }
}
