package dev.millrace.gateway.installation;

import static dev.millrace.gateway.AdministratorAccess.administrator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.events.Topic;
import dev.millrace.events.access.InstallationLinked;
import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstallationChanged.Action;
import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.gateway.installation.CheckStore.Lease;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.GitHubRequests;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestKeys;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What GitHub lists, against what webhooks have reported. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class CheckInstallationsIT {

    private static final String KEY = TestKeys.pem(TestKeys.rsa().getPrivate());

    @Inject
    CheckInstallations checks;

    @Inject
    CheckStore store;

    @Inject
    Database database;

    private final String instance = "ghe-" + UUID.randomUUID() + ".example.org";
    private final String team = "team-" + UUID.randomUUID().toString().substring(0, 8);
    private final String installation = number();
    private final String account = number();
    private final Map<String, String> atForge = new ConcurrentHashMap<>();
    private final AtomicInteger unchanged = new AtomicInteger();
    private HttpServer forge;
    private String connection;

    @BeforeEach
    void connect() throws IOException {
        forge = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        forge.createContext("/", this::answer);
        forge.start();
        String address = "http://127.0.0.1:" + forge.getAddress().getPort();
        connection = administrator()
                .body(Map.of(
                        "forge",
                        "github",
                        "instance",
                        instance,
                        "apiUrl",
                        address,
                        "webUrl",
                        address,
                        "app",
                        Map.of("id", number(), "privateKey", KEY)))
                .post("/api/connections")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        administrator().body(Map.of("slug", team)).post("/api/teams").then().statusCode(201);
    }

    @AfterEach
    void disconnect() {
        administrator().delete("/api/connections/" + connection).then().statusCode(204);
        forge.stop(0);
    }

    @Test
    void makesUpForWebhooksThatDidNotArrive() {
        atForge.put(installation, listed("acme", null));
        check();
        administrator()
                .put("/api/teams/" + team + "/installations/" + installation + "?instance=" + instance)
                .then()
                .statusCode(200)
                .body("accountLogin", equalTo("acme"))
                .body("accountType", equalTo("organization"));

        atForge.put(installation, listed("acme-inc", "2026-11-20T10:00:00Z"));
        check();
        atForge.put(installation, listed("acme-inc", null));
        check();
        atForge.remove(installation);
        check();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(reported())
                        .extracting(InstallationChanged::action)
                        .containsExactly(
                                Action.CREATED, Action.SUSPENDED, Action.RENAMED, Action.UNSUSPENDED, Action.DELETED));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(links())
                        .extracting(InstallationLinked::state)
                        .containsSubsequence(
                                InstallationLinked.State.ACTIVE,
                                InstallationLinked.State.SUSPENDED,
                                InstallationLinked.State.ACTIVE,
                                InstallationLinked.State.REMOVED));
        assertThat(links().getLast().accountLogin()).isEqualTo("acme-inc");
        administrator().get("/api/installations").then().body(here() + ".state", equalTo("deleted"));
    }

    @Test
    void publishesNothingAndCostsNothingWhenNothingHasChanged() {
        atForge.put(installation, listed("acme", null));
        check();

        check();
        check();

        assertThat(unchanged).hasValue(2);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(reported())
                        .extracting(InstallationChanged::action)
                        .containsExactly(Action.CREATED));
    }

    @Test
    void belongsToOneProcessAtATimeAndComesAgainWhenItIsRequested() {
        Lease lease = claimOwn();

        Optional<Lease> second = claim();
        database.useTransaction(tx -> store.request(tx, instance));
        Optional<Lease> third = claim();
        database.useTransaction(tx -> store.release(tx, lease, Duration.ofHours(1)));

        assertThat(second).isEmpty();
        assertThat(third).isEmpty();
        assertThat(claim()).isPresent();
    }

    @Test
    void isTakenOverFromAProcessThatDied() {
        claimOwn(Duration.ZERO);

        assertThat(claim()).isPresent();
    }

    @Test
    void measuresTheTimeSinceTheLastCompleteCheck() {
        Lease lease = claimOwn();
        backdate();
        assertThat(age()).isBetween(3_000.0, 4_200.0);

        database.useTransaction(tx -> store.release(tx, lease, Duration.ofHours(1)));
        assertThat(age()).as("of a check that did not end").isGreaterThan(3_000);
        check();

        assertThat(age()).isLessThan(600);
    }

    /** As if the connection had been added an hour ago. */
    private void backdate() {
        database.useTransaction(tx -> tx.handle()
                .execute(
                        "update gateway.installation_check set added_at = now() - interval '1 hour' where connection_id = ?",
                        connection));
    }

    private double age() {
        return database.inTransaction(tx -> store.secondsSinceComplete(tx, Set.of(connection)));
    }

    private void check() {
        database.useTransaction(tx -> {
            store.add(tx, Map.of(connection, instance));
            store.request(tx, instance);
        });
        checks.work(claim().orElseThrow());
    }

    private Lease claimOwn() {
        return claimOwn(Duration.ofMinutes(1));
    }

    private Lease claimOwn(Duration length) {
        return database.inTransaction(tx -> {
            store.add(tx, Map.of(connection, instance));
            return store.claim(tx, Set.of(connection), length).orElseThrow();
        });
    }

    private Optional<Lease> claim() {
        return database.inTransaction(tx -> store.claim(tx, Set.of(connection), Duration.ofMinutes(1)));
    }

    private List<InstallationChanged> reported() {
        return TestEvents.all(
                Topic.FORGE_INSTALLATION,
                InstallationChanged.class,
                changed -> changed.installationId().equals(installation));
    }

    private List<InstallationLinked> links() {
        return TestEvents.all(
                Topic.ACCESS_INSTALLATIONS,
                InstallationLinked.class,
                linked -> linked.installationId().equals(installation));
    }

    private String here() {
        return "find { it.installationId == '%s' }".formatted(installation);
    }

    private String listed(String login, String suspendedAt) {
        return """
                {"id": %s, "account": {"id": %s, "login": "%s", "type": "Organization"}, "target_type": "Organization",
                 "repository_selection": "all", "permissions": {"checks": "write"}, "suspended_at": %s}
                """.formatted(installation, account, login, suspendedAt == null ? "null" : '"' + suspendedAt + '"');
    }

    /** Responds with the list, or with 304 if the client has it already, or with 404 for one that is not there. */
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            GitHubRequests.record(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI(),
                    exchange.getRequestHeaders(),
                    exchange.getRequestBody().readAllBytes());
            String path = exchange.getRequestURI().getPath();
            boolean isList = path.equals("/app/installations");
            if (!isList && !atForge.containsKey(path.substring(path.lastIndexOf('/') + 1))) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            String body = isList
                    ? "[" + String.join(",", atForge.values()) + "]"
                    : atForge.get(path.substring(path.lastIndexOf('/') + 1));
            String tag = "\"" + body.hashCode() + "\"";
            exchange.getResponseHeaders().add("ETag", tag);
            if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
                unchanged.incrementAndGet();
                exchange.sendResponseHeaders(304, -1);
                return;
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String number() {
        return Integer.toString(ThreadLocalRandom.current().nextInt(1_000_000, Integer.MAX_VALUE));
    }
}
