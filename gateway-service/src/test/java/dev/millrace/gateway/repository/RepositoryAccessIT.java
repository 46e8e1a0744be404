package dev.millrace.gateway.repository;

import static dev.millrace.gateway.AdministratorAccess.administrator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.events.Topic;
import dev.millrace.events.access.ReadersChanged;
import dev.millrace.events.access.ReadingChosen;
import dev.millrace.events.access.ReadingChosen.Decider;
import dev.millrace.events.forge.AccessChanged;
import dev.millrace.events.forge.AccessChanged.Kind;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstallationChanged.Action;
import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.gateway.TestPeople;
import dev.millrace.gateway.TestPeople.Person;
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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From responses of GitHub to the records that other services read. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class RepositoryAccessIT {

    private static final String KEY = TestKeys.pem(TestKeys.rsa().getPrivate());
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    Database database;

    @Inject
    PublishReaders publish;

    @Inject
    CheckStore checks;

    private final String instance = "ghe-" + UUID.randomUUID() + ".example.org";
    private final String installation = number();
    private final String account = number();
    private final String widgets = number();
    private final String site = number();
    private final String mona = number();
    private final Map<String, Boolean> repositories = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> readers = new ConcurrentHashMap<>();
    private volatile boolean isDown;
    /** Blocks the first request for the readers of a repository, after the response to it is known. */
    private volatile Semaphore slow = new Semaphore(1);

    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer forge;
    private String connection;
    private String team;
    private Person owner;
    private Person member;

    @BeforeEach
    void connect() throws IOException {
        team = TestPeople.team();
        forge = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        forge.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
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
        repositories.put(widgets, true);
        readers.put(widgets, Set.of());
        TestEvents.publish(new InstallationChanged(
                UUID.randomUUID(),
                instance,
                installation,
                account,
                "acme",
                Action.CREATED,
                List.of(),
                Optional.empty(),
                Instant.parse("2026-11-20T10:00:00Z")));
        await().atMost(SOON)
                .until(() -> administrator()
                                .put("/api/teams/%s/installations/%s?instance=%s"
                                        .formatted(team, installation, instance))
                                .statusCode()
                        == 200);
        owner = TestPeople.join(team, "owner");
        member = TestPeople.join(team, "maintainer");
    }

    @AfterEach
    void disconnect() {
        slow.release(1);
        choose("team");
        administrator().delete("/api/connections/" + connection).then().statusCode(204);
        forge.stop(0);
    }

    @Test
    void publishesWhoReadsWhatAtTheForgeAndWhenThatChanges() {
        readers.put(widgets, Set.of(mona));
        link();
        choose("forge");
        awaitReaders(widgets, member.id());
        assertThat(choices()).extracting(ReadingChosen::decider).containsExactly(Decider.FORGE);
        ReadersChanged first = last(widgets);
        assertThat(first.readableUntil()).isEqualTo(first.checkedAt().plus(Duration.ofHours(24)));

        // before GitHub is asked again
        isDown = true;
        reportRemoved();
        awaitReaders(widgets);
        isDown = false;
        report("added");
        awaitReaders(widgets, member.id());

        administrator()
                .delete("/api/users/%s/identities/%s/%s".formatted(member.id(), instance, mona))
                .then()
                .statusCode(204);
        awaitReaders(widgets);
        link();
        awaitReaders(widgets, member.id());

        owner.request()
                .delete("/api/teams/%s/members/%s".formatted(team, member.id()))
                .then()
                .statusCode(204);
        awaitReaders(widgets);
    }

    @Test
    void letsEveryLinkedAccountReadWhatIsPublicUntilItIsPrivate() {
        repositories.put(site, false);
        link();
        choose("forge");
        awaitReaders(site, member.id());

        repositories.put(site, true);
        readers.put(site, Set.of());
        report("privatized");

        awaitReaders(site);
    }

    @Test
    void closesWhatTheInstallationDoesNotCoverAnyMore() {
        readers.put(widgets, Set.of(mona));
        link();
        choose("forge");
        awaitReaders(widgets, member.id());

        repositories.remove(widgets);
        report("transferred");

        awaitReaders(widgets);
        assertThat(last(widgets).readableUntil()).isEqualTo(last(widgets).checkedAt());
    }

    @Test
    void keepsTheOldAnswerWhileTheForgeIsUnavailableAndShowsItsAge() {
        readers.put(widgets, Set.of(mona));
        link();
        choose("forge");
        awaitReaders(widgets, member.id());
        isDown = true;
        report("edited");
        await().atMost(SOON)
                .untilAsserted(() -> show(owner)
                        .body("repositories[0].id", equalTo(widgets))
                        .body("repositories[0].name", equalTo("acme/" + widgets))
                        .body("repositories[0].ageSeconds", lessThan(60))
                        .body(
                                "repositories[0].people.find { it.user == '%s' }.access".formatted(owner.id()),
                                equalTo("owner"))
                        .body(ofMember() + ".access", equalTo("readable"))
                        .body(ofMember() + ".username", equalTo("mona")));

        age();

        show(owner).body(ofMember() + ".access", equalTo("outdated"));
        publish.all(() -> false);
        assertThat(last(widgets).readers()).extracting(UUID::toString).containsExactly(member.id());
    }

    @Test
    void showsAPersonOnlyWhatThePersonReads() {
        String secret = number();
        repositories.put(secret, true);
        readers.put(secret, Set.of(number()));
        readers.put(widgets, Set.of(mona));
        link();
        choose("forge");
        awaitReaders(secret);
        awaitReaders(widgets, member.id());

        show(owner).body("repositories.id", hasSize(2)).body("repositories[0].people", hasSize(2));
        show(member)
                .body("repositoryAccess", equalTo("forge"))
                .body("repositories.id", contains(widgets))
                .body("repositories[0].people.user", contains(member.id()));
        member.request()
                .get("/api/user/repository-access")
                .then()
                .statusCode(200)
                .body("repositories.id", contains(widgets));
        String next = owner.request()
                .get(path() + "?limit=1")
                .then()
                .statusCode(200)
                .body("repositories", hasSize(1))
                .extract()
                .path("next");
        owner.request()
                .queryParam("after", next)
                .get(path())
                .then()
                .statusCode(200)
                .body("repositories", hasSize(1));
    }

    @Test
    void isChosenByOwnersOnlyAndInTheAuditLog() {
        member.request()
                .body(Map.of("repositoryAccess", "forge"))
                .put(path())
                .then()
                .statusCode(403);
        administrator()
                .body(Map.of("repositoryAccess", "forge"))
                .put(path())
                .then()
                .statusCode(403);
        owner.request()
                .body(Map.of("repositoryAccess", "someone"))
                .put(path())
                .then()
                .statusCode(400);
        show(owner).body("repositoryAccess", equalTo("team")).body("repositories", empty());

        choose("forge");
        choose("forge");

        owner.request()
                .get("/api/teams/" + team + "/audit")
                .then()
                .body("findAll { it.action == 'repository.access.changed' }", hasSize(1))
                .body("find { it.action == 'repository.access.changed' }.before", equalTo("team"))
                .body("find { it.action == 'repository.access.changed' }.after", equalTo("forge"));
    }

    @Test
    void publishesTheSameOnceMoreAtStart() {
        readers.put(widgets, Set.of(mona));
        link();
        choose("forge");
        awaitReaders(widgets, member.id());
        ReadersChanged before = last(widgets);
        int count = records(widgets).size();

        publish.again();

        await().atMost(SOON).until(() -> records(widgets).size() > count);
        assertThat(last(widgets)).isEqualTo(before);
    }

    @Test
    void leavesAnInstallationToTheInstanceThatChecksIt() {
        readers.put(widgets, Set.of(mona));
        link();
        slow = new Semaphore(0);
        choose("forge");
        await().atMost(SOON).until(() -> asked.get() == 1);
        report("edited");

        // as another instance does
        Optional<CheckStore.Lease> second = database.inTransaction(tx -> checks.claim(tx, Duration.ofMinutes(1)));

        assertThat(second).isEmpty();
        slow.release(1);
        awaitReaders(widgets, member.id());
    }

    @Test
    void continuesWhereAKilledInstanceStoppedAndIgnoresWhatThatOneStillWrites() {
        readers.put(widgets, Set.of(mona));
        link();
        slow = new Semaphore(0);
        choose("forge");
        await().atMost(SOON).until(() -> asked.get() == 1);
        UUID lease = lease();
        readers.put(widgets, Set.of());

        await().atMost(SOON).until(() -> {
            expire(lease);
            return asked.get() == 2;
        });
        awaitReaders(widgets);

        // a process that was not killed, but stopped for longer than its lease
        slow.release(1);
        await().during(Duration.ofSeconds(1))
                .atMost(SOON)
                .until(() -> last(widgets).readers().isEmpty());
    }

    /** GitHub lists no one for it but those whom it is shared with, whatever the role in the enterprise. */
    @Test
    void closesAnInternalRepositoryToThoseItIsNotSharedWith() {
        String shared = number();
        repositories.put(shared, true);
        readers.put(shared, Set.of(mona));
        link();
        choose("forge");

        awaitReaders(shared, member.id());
        awaitReaders(widgets);
    }

    private UUID lease() {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("select lease_id from gateway.reading_check where instance = :instance")
                .bind("instance", instance)
                .mapTo(UUID.class)
                .one());
    }

    private void expire(UUID lease) {
        database.useTransaction(tx -> tx.handle()
                .execute(
                        "update gateway.reading_check set leased_until = now() - interval '1 second' where lease_id = ?",
                        lease));
    }

    /** As if the forge had been asked a day ago. */
    private void age() {
        database.useTransaction(tx -> tx.handle()
                .execute(
                        "update gateway.reading_repository set checked_at = checked_at - interval '24 hours' where team = ?",
                        team));
    }

    private void choose(String decider) {
        owner.request()
                .body(Map.of("repositoryAccess", decider))
                .put(path())
                .then()
                .statusCode(200)
                .body("repositoryAccess", equalTo(decider));
    }

    private io.restassured.response.ValidatableResponse show(Person person) {
        return person.request().get(path()).then().statusCode(200);
    }

    private String path() {
        return "/api/teams/" + team + "/repository-access";
    }

    private String ofMember() {
        return "repositories[0].people.find { it.user == '%s' }".formatted(member.id());
    }

    private void link() {
        administrator()
                .body(Map.of("login", "mona"))
                .put("/api/users/%s/identities/%s/%s".formatted(member.id(), instance, mona))
                .then()
                .statusCode(200);
    }

    private void reportRemoved() {
        TestEvents.publish(changed(Kind.COLLABORATOR, "removed", Optional.of(widgets)));
    }

    private void report(String action) {
        TestEvents.publish(changed(Kind.ORGANIZATION, action, Optional.empty()));
    }

    private AccessChanged changed(Kind kind, String action, Optional<String> repository) {
        return new AccessChanged(
                UUID.randomUUID(),
                instance,
                Optional.of(installation),
                account,
                "acme",
                kind,
                action,
                Optional.of(new Actor(mona, "mona", Actor.Kind.USER)),
                Optional.empty(),
                repository,
                Optional.empty(),
                Instant.now());
    }

    private void awaitReaders(String repository, String... people) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(records(repository))
                        .isNotEmpty()
                        .last()
                        .satisfies(last -> assertThat(last.readers())
                                .extracting(UUID::toString)
                                .containsExactly(people)));
    }

    private ReadersChanged last(String repository) {
        return records(repository).getLast();
    }

    private List<ReadersChanged> records(String repository) {
        return TestEvents.all(
                Topic.ACCESS_REPOSITORIES,
                ReadersChanged.class,
                changed -> changed.team().equals(team) && changed.upstreamKey().equals(instance + ":" + repository));
    }

    private List<ReadingChosen> choices() {
        return TestEvents.all(
                Topic.ACCESS_REPOSITORIES,
                ReadingChosen.class,
                chosen -> chosen.team().equals(team));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            GitHubRequests.record(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI(),
                    exchange.getRequestHeaders(),
                    exchange.getRequestBody().readAllBytes());
            String path = exchange.getRequestURI().getPath();
            if (path.endsWith("/access_tokens")) {
                send(
                        exchange,
                        201,
                        "{\"token\": \"ghs_test\", \"expires_at\": \"%s\"}"
                                .formatted(Instant.now().plusSeconds(3_600)));
            } else if (path.equals("/app/installations")) {
                send(exchange, 200, """
                        [{"id": %s, "account": {"id": %s, "login": "acme", "type": "Organization"},
                          "target_type": "Organization", "repository_selection": "all", "permissions": {},
                          "suspended_at": null}]
                        """.formatted(installation, account));
            } else if (isDown) {
                send(exchange, 503, "{\"message\": \"Unicorn\"}");
            } else if (path.equals("/installation/repositories")) {
                send(
                        exchange,
                        200,
                        "{\"total_count\": %d, \"repositories\": [%s]}"
                                .formatted(
                                        repositories.size(),
                                        repositories.entrySet().stream()
                                                .map(repository ->
                                                        "{\"id\": %s, \"full_name\": \"acme/%s\", \"private\": %s}"
                                                                .formatted(
                                                                        repository.getKey(),
                                                                        repository.getKey(),
                                                                        repository.getValue()))
                                                .collect(Collectors.joining(","))));
            } else if (path.startsWith("/repos/acme/") && path.endsWith("/collaborators")) {
                String collaborators = readers.getOrDefault(path.split("/")[3], Set.of()).stream()
                        .map(id ->
                                "{\"id\": %s, \"login\": \"u%s\", \"permissions\": {\"pull\": true}}".formatted(id, id))
                        .collect(Collectors.joining(",", "[", "]"));
                if (asked.incrementAndGet() == 1) {
                    slow.acquireUninterruptibly();
                }
                send(exchange, 200, collaborators);
            } else {
                send(exchange, 404, "{\"message\": \"Not Found\"}");
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static String number() {
        return Integer.toString(ThreadLocalRandom.current().nextInt(1_000_000, Integer.MAX_VALUE));
    }
}
