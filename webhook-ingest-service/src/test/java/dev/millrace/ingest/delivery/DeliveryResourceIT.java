package dev.millrace.ingest.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.events.Event;
import dev.millrace.events.EventIds;
import dev.millrace.events.Topic;
import dev.millrace.events.access.ForgeConnectionChanged.Purpose;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.forge.ForgeHost;
import dev.millrace.forge.connection.ForgeConnection;
import dev.millrace.forge.connection.ForgeConnections;
import dev.millrace.ingest.Payloads;
import dev.millrace.ingest.SignedDelivery;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class DeliveryResourceIT {

    private static final int MIB = 1024 * 1024;

    @Inject
    AgroalDataSource dataSource;

    @Inject
    ForgeConnections connections;

    @TestHTTPResource("/webhooks/github")
    URI address;

    private final String guid = UUID.randomUUID().toString();

    @Test
    void storesADeliveryAndReportsWhatItMeans() throws SQLException {
        Response answer = delivery("push", "push_branch_created").send();

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(count(
                        "webhook_inbox where guid = ? and forge = 'github' and instance = 'github.com' and hook_id = '1'",
                        guid))
                .isEqualTo(1);
        awaitAnnounced(RefPushed.class, 1);
        ConsumerRecord<String, byte[]> raw = raw(guid).getFirst();
        assertThat(raw.key()).isEqualTo("github.com:186853002");
        assertThat(raw.value()).isEqualTo(Payloads.load("push_branch_created"));
        assertThat(header(raw, "x-github-event")).isEqualTo("push");
    }

    @Test
    void writesNoTraceWhileTracingIsOff() throws SQLException {
        delivery("push", "push_branch_created")
                .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .send();

        assertThat(count("webhook_inbox where guid = ? and traceparent is null", guid))
                .isEqualTo(1);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(raw(guid))
                        .singleElement()
                        .satisfies(record ->
                                assertThat(header(record, "traceparent")).isEmpty()));
    }

    @Test
    void storesTheBodyByteForByte() throws SQLException {
        byte[] body = "{ \"action\" : \"a\\u0000b\",\n\t\"x\":1.50 }".getBytes(UTF_8);

        Response answer = SignedDelivery.of("watch", guid, body).send();

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(bodyOf(guid)).isEqualTo(body);
    }

    @Test
    void announcesADeliveryOnceEvenWhenTheForgeSendsItTwice() throws SQLException {
        delivery("pull_request", "pull_request_opened").send();

        Response again = delivery("pull_request", "pull_request_opened").send();

        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(count("webhook_inbox where guid = ?", guid)).isEqualTo(1);
        assertThat(count("webhook_attempt where guid = ?", guid)).isEqualTo(1);
        awaitAnnounced(ChangeUpdated.class, 1);
        assertThat(raw(guid)).hasSize(1);
    }

    @Test
    void announcesOnceWhatTwoHooksReport() throws SQLException {
        delivery("pull_request", "pull_request_opened")
                .header("X-GitHub-Hook-ID", "1")
                .send();

        Response other = delivery("pull_request", "pull_request_opened")
                .header("X-GitHub-Hook-ID", "2")
                .send();

        assertThat(other.statusCode()).isEqualTo(202);
        assertThat(count("webhook_inbox where guid = ?", guid)).isEqualTo(2);
        awaitAnnounced(ChangeUpdated.class, 1);
        assertThat(raw(guid)).hasSize(1);
    }

    @Test
    void announcesOnceWhatManyReportAtTheSameTime() throws Exception {
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            String hook = Integer.toString(i % 4 + 1);
            calls.add(() -> delivery("pull_request", "pull_request_opened")
                    .header("X-GitHub-Hook-ID", hook)
                    .send()
                    .statusCode());
        }

        try (var threads = Executors.newFixedThreadPool(12)) {
            for (Future<Integer> answer : threads.invokeAll(calls)) {
                assertThat(answer.get()).isEqualTo(202);
            }
        }

        assertThat(count("webhook_inbox where guid = ?", guid)).isEqualTo(4);
        assertThat(count("webhook_inbox where guid = ? and state <> 'REPEATED'", guid))
                .isEqualTo(1);
        assertThat(count("webhook_attempt where guid = ?", guid)).isEqualTo(20);
        awaitAnnounced(ChangeUpdated.class, 1);
        assertThat(raw(guid)).hasSize(1);
    }

    @Test
    void takesAForm() {
        Response answer = SignedDelivery.form("push", guid, Payloads.load("push_branch_created"))
                .send();

        assertThat(answer.statusCode()).isEqualTo(202);
        awaitAnnounced(RefPushed.class, 1);
    }

    @Test
    void greetsBackAndRemembersTheHook() throws SQLException {
        Response answer =
                delivery("ping", "ping").header("X-GitHub-Hook-ID", "777").send();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(count("hook where hook_id = ?", "777")).isEqualTo(1);
    }

    @Test
    void storesAnEventThatNothingUses() throws SQLException {
        Response answer =
                SignedDelivery.of("brand_new", guid, "{}".getBytes(UTF_8)).send();

        assertThat(answer.statusCode()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(count("webhook_inbox where guid = ? and state = 'PUBLISHED'", guid))
                        .isEqualTo(1));
    }

    @Test
    void publishesAMergeGroupWithoutItsRepositoryThatNothingCanUse() throws SQLException { // GitHub calls it optional
        Response answer = SignedDelivery.of(
                        "merge_group", guid, """
                {"action":"checks_requested","merge_group":{"head_sha":"%1$s","head_ref":"refs/heads/gh-readonly-queue/main/pr-1",
                 "base_sha":"%1$s","base_ref":"refs/heads/main"}}""".formatted("a".repeat(40)).getBytes(UTF_8))
                .send();

        assertThat(answer.statusCode()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(count("webhook_inbox where guid = ? and state = 'PUBLISHED'", guid))
                        .isEqualTo(1));
        assertThat(raw(guid)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"repository, 186853002", "organization, 21031067"})
    void takesTheDeliveriesOfHooksThatBelongToNoApp(String type, String target) throws Exception {
        var payload = (ObjectNode) new ObjectMapper().readTree(Payloads.load("push_branch_created"));
        payload.remove("installation");

        Response answer = SignedDelivery.of("push", guid, payload.toString().getBytes(UTF_8))
                .header("X-GitHub-Hook-Installation-Target-Type", type)
                .header("X-GitHub-Hook-Installation-Target-ID", target)
                .header("X-GitHub-Hook-ID", "4242")
                .send();

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(count("webhook_inbox where guid = ? and hook_id = '4242'", guid))
                .isEqualTo(1);
        awaitAnnounced(RefPushed.class, 1);
        UUID id = EventIds.of("github.com", guid, 0);
        assertThat(TestEvents.all(
                        Topic.FORGE_SCM,
                        RefPushed.class,
                        event -> event.eventId().equals(id)))
                .singleElement()
                .satisfies(push -> {
                    assertThat(push.installationId()).isEmpty();
                    assertThat(push.key()).isEqualTo("github.com:186853002");
                });
    }

    @Test
    void isNotHeldUpByAPayloadThatMakesNoSense() throws SQLException {
        SignedDelivery.of("push", guid, """
                {"ref":"refs/heads/main","repository":{"id":186853002}}""".getBytes(UTF_8)).send();
        String next = UUID.randomUUID().toString();
        SignedDelivery.of("push", next, Payloads.load("push_branch_created")).send();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(count("webhook_inbox where guid = ? and state = 'PUBLISHED'", next))
                        .isEqualTo(1));
        assertThat(count(
                        "webhook_inbox where guid = ? and state = 'POISON' and reason like 'push: before is missing'",
                        guid))
                .isEqualTo(1);
        assertThat(raw(guid)).hasSize(1);
    }

    @Test
    void acceptsEverySecretThatIsActiveAndRemembersWhichMatched() throws SQLException {
        Response older = delivery("push", "push_branch_created").send();
        guidlessDelivery().secret("newest-secret").send();

        assertThat(older.statusCode()).isEqualTo(202);
        assertThat(count("hook_secret where connection_id = ?", "settings")).isEqualTo(2);
    }

    @Test
    void takesTheDeliveriesOfAnAppThatOneTeamUses() throws SQLException {
        connections.put(new ForgeConnection(
                "team-app",
                ForgeConnection.GITHUB,
                ForgeHost.gitHub("github.com"),
                Optional.of("acme"),
                Optional.of(new ForgeConnection.App("4711", Optional.empty())),
                List.of(new ForgeConnection.Secret(
                        UUID.randomUUID(), Purpose.WEBHOOK, () -> "the secret of the team's App"))));
        try {
            Response answer = delivery("push", "push_branch_created")
                    .header("X-GitHub-Hook-Installation-Target-Type", "integration")
                    .header("X-GitHub-Hook-Installation-Target-ID", "4711")
                    .secret("the secret of the team's App")
                    .send();

            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(count("webhook_inbox where guid = ? and connection_id = 'team-app' and hook_id = '1'", guid))
                    .isEqualTo(1);
            awaitAnnounced(RefPushed.class, 1);
        } finally {
            connections.remove("team-app");
        }
    }

    @Test
    void refusesAWrongSignatureWithoutEchoOrTrace() throws SQLException {
        long before = count("webhook_quarantine where reason <> ?", "");

        Response answer =
                delivery("push", "push_branch_created").secret("wrong").send();

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.asString()).doesNotContain("Codertocat").contains("\"error\"");
        assertThat(count("webhook_inbox where guid = ?", guid)).isZero();
        assertThat(count("webhook_quarantine where reason <> ?", "")).isEqualTo(before);
    }

    @Test
    void refusesADeliveryWithoutSignature() {
        assertThat(delivery("push", "push_branch_created").unsigned().send().statusCode())
                .isEqualTo(401);
        assertThat(delivery("push", "push_branch_created")
                        .unsigned()
                        .header("X-Hub-Signature-256", "sha256=00")
                        .send()
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void setsAsideWhatIsSignedButUnreadable() throws SQLException {
        long before = count("webhook_quarantine where reason <> ?", "");

        assertThat(SignedDelivery.of("push", guid, "{\"ref\":".getBytes(UTF_8))
                        .send()
                        .statusCode())
                .isEqualTo(400);
        assertThat(delivery("push", "push_branch_created")
                        .without("X-GitHub-Event")
                        .send()
                        .statusCode())
                .isEqualTo(400);
        assertThat(delivery("push", "push_branch_created")
                        .without("X-GitHub-Delivery")
                        .send()
                        .statusCode())
                .isEqualTo(400);

        assertThat(count("webhook_quarantine where reason <> ?", "")).isEqualTo(before + 3);
        assertThat(count("webhook_inbox where guid = ?", guid)).isZero();
    }

    @Test
    void refusesAnotherContentType() {
        assertThat(delivery("push", "push_branch_created")
                        .header("Content-Type", "text/plain")
                        .send()
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void takesABodyOf26MiB() throws Exception {
        int status = SignedDelivery.of("watch", guid, body(26 * MIB)).sendLarge(address);

        assertThat(status).isEqualTo(202);
        assertThat(bodyOf(guid).length).isEqualTo(26 * MIB);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(raw(guid)).singleElement().satisfies(record -> {
                    assertThat(record.value()).isEmpty();
                    assertThat(header(record, "ce_rawref")).startsWith("ingest.webhook_inbox/");
                }));
    }

    @Test
    void refusesABodyOf30MiBBeforeItIsSent() throws IOException {
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(10_000);
            head(socket.getOutputStream(), "Content-Length: " + 30 * MIB);

            assertThat(statusLine(socket)).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void refusesABodyThatTurnsOutTooLong() throws Exception {
        try (var socket = new Socket(address.getHost(), address.getPort());
                var threads = Executors.newSingleThreadExecutor()) {
            socket.setSoTimeout(20_000);
            head(socket.getOutputStream(), "Transfer-Encoding: chunked");
            Future<Integer> sent = threads.submit(() -> sendChunks(socket, 60));

            assertThat(statusLine(socket)).startsWith("HTTP/1.1 413");
            socket.close();
            assertThat(sent.get()).as("MiB that were taken").isLessThan(60);
        }
    }

    private static int sendChunks(Socket socket, int count) throws IOException {
        byte[] chunk = new byte[MIB];
        Arrays.fill(chunk, (byte) ' ');
        for (int sent = 0; sent < count; sent++) {
            try {
                OutputStream out = socket.getOutputStream();
                out.write((Integer.toHexString(MIB) + "\r\n").getBytes(UTF_8));
                out.write(chunk);
                out.write("\r\n".getBytes(UTF_8));
            } catch (SocketException e) {
                return sent;
            }
        }
        return count;
    }

    private void head(OutputStream out, String length) throws IOException {
        out.write(("""
                POST /webhooks/github HTTP/1.1\r
                Host: localhost\r
                Content-Type: application/json\r
                X-GitHub-Event: push\r
                X-GitHub-Delivery: %s\r
                X-Hub-Signature-256: sha256=%s\r
                %s\r
                \r
                """.formatted(guid, "0".repeat(64), length)).getBytes(UTF_8));
        out.flush();
    }

    private static String statusLine(Socket socket) throws IOException {
        var line = new StringBuilder();
        for (int c = socket.getInputStream().read();
                c >= 0 && c != '\r';
                c = socket.getInputStream().read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    private static byte[] body(int length) {
        byte[] body = new byte[length];
        Arrays.fill(body, (byte) 'x');
        byte[] start = "{\"text\":\"".getBytes(UTF_8);
        System.arraycopy(start, 0, body, 0, start.length);
        body[length - 2] = '"';
        body[length - 1] = '}';
        return body;
    }

    private SignedDelivery delivery(String event, String payload) {
        return SignedDelivery.of(event, guid, Payloads.load(payload));
    }

    private static SignedDelivery guidlessDelivery() {
        return SignedDelivery.of("watch", UUID.randomUUID().toString(), "{}".getBytes(UTF_8));
    }

    private <E extends Event> void awaitAnnounced(Class<E> type, int times) {
        UUID id = EventIds.of("github.com", guid, 0);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(TestEvents.all(
                                Topic.FORGE_SCM, type, event -> event.eventId().equals(id)))
                        .hasSize(times));
    }

    private static List<ConsumerRecord<String, byte[]>> raw(String guid) {
        return TestEvents.records(Topic.FORGE_RAW.wireName()).stream()
                .filter(record -> header(record, "ce_deliveryid").equals(guid))
                .toList();
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }

    private long count(String from, String parameter) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement("select count(*) from ingest." + from)) {
            statement.setString(1, parameter);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    private byte[] bodyOf(String guid) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement("""
                        select body
                          from ingest.webhook_body
                         where inbox_id = (select id from ingest.webhook_inbox where guid = ?)
                        """)) {
            statement.setString(1, guid);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getBytes(1);
            }
        }
    }
}
