package dev.millrace.gateway;

import static dev.millrace.gateway.AdministratorAccess.administrator;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstallationChanged.Action;
import dev.millrace.events.platform.ActionAudited;
import dev.millrace.gateway.FakeGitHub.Installation;
import dev.millrace.gateway.TestPeople.Person;
import dev.millrace.gateway.team.SshKeys;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestKeys;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every route of the gateway's OpenAPI document that changes something, and the entry of the audit log that it leaves. A route
 * that is neither performed here nor an exception with a reason fails the test.
 */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class AuditedRoutesIT {

    /** Routes without an entry, and why. */
    private static final Map<String, String> EXCEPTIONS = Map.of(
            "PUT /api/session/team", "which team a browser shows: it gives no rights",
            "POST /api/session/github",
                    "sends the browser to the forge; what it comes back with is a session that has begun",
            "POST /api/session/github/link",
                    "sends the browser to the forge; what it comes back with links an identity",
            "POST /api/session/oidc",
                    "sends the browser to the provider; what it comes back with is a session that has begun",
            "POST /api/session/oidc/link",
                    "sends the browser to the provider; what it comes back with links an account",
            "POST /api/session/oidc/providers/{provider}",
                    "sends the browser to the provider; what it comes back with is a session that has begun",
            "POST /api/session/oidc/providers/{provider}/link",
                    "sends the browser to the provider; what it comes back with links an account",
            "POST /api/session/github/install", "sends the browser to the forge; what it comes back with connects",
            "POST /api/connections/manifest", "returns a form; what GitHub sends back creates a connection");

    private final Map<String, Step> steps = new TreeMap<>();
    private FakeGitHub gitHub;
    private String team;

    @Inject
    DataSource dataSource;

    @TestHTTPResource(value = "openapi", management = true)
    URI document;

    @BeforeEach
    void start() {
        gitHub = new FakeGitHub();
        team = TestPeople.team();
        teams();
        people();
        providerAccounts();
        tokensAndSessions();
        connections();
        installations();
    }

    @AfterEach
    void stop() {
        gitHub.close();
    }

    @Test
    void leavesAnEntryForEachChange() {
        var wrong = new ArrayList<String>();
        for (String route : changing()) {
            Step step = steps.get(route);
            if (step == null) {
                if (!EXCEPTIONS.containsKey(route)) {
                    wrong.add(route + " is not performed here");
                }
                continue;
            }
            long before = newest();
            int status = step.change().perform().statusCode();
            if (status / 100 != 2) {
                wrong.add("%s: %d".formatted(route, status));
            } else if (!actionsAfter(before).contains(step.action())) {
                wrong.add("%s: no %s, but %s".formatted(route, step.action(), actionsAfter(before)));
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(changing()).as("routes that are not documented").containsAll(steps.keySet());
        assertThat(changing()).as("exceptions that are not documented").containsAll(EXCEPTIONS.keySet());
    }

    @Test
    void takesWhatOtherServicesWereMadeToDoOnce() {
        String target = UUID.randomUUID().toString();
        var audited = new ActionAudited(
                UUID.randomUUID(),
                "ingest",
                "mona",
                Optional.of(UUID.randomUUID()),
                Optional.empty(),
                "deadletter.released",
                target,
                Optional.of("open"),
                Optional.of("released"),
                Instant.parse("2026-11-20T10:00:00Z"));
        var next = new ActionAudited(
                UUID.randomUUID(),
                "ingest",
                "mona",
                Optional.empty(),
                Optional.empty(),
                "deadletter.discarded",
                target,
                Optional.empty(),
                Optional.empty(),
                Instant.parse("2026-11-20T10:00:01Z"));

        TestEvents.publish(audited);
        TestEvents.publish(audited);
        TestEvents.publish(next);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(entries()).anyMatch(entry -> isOf(entry, next)));
        assertThat(entries().stream().filter(entry -> isOf(entry, audited)))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry).containsEntry("actor", "mona").containsEntry("at", "2026-11-20T10:00:00Z");
                    assertThat(entry.get("user"))
                            .isEqualTo(audited.user().orElseThrow().toString());
                });
    }

    private void teams() {
        step(
                "POST /api/teams",
                "team.created",
                () -> administrator()
                        .body(Map.of(
                                "slug", "team-" + UUID.randomUUID().toString().substring(0, 8)))
                        .post("/api/teams"));
        Map<String, String> key =
                Map.of("publicKeyPem", TestKeys.pem(TestKeys.ec().getPublic()));
        keys("keys", "key", key);
        keys("signing-keys", "key", Map.of("publicKey", SshKeys.random()));
        step(
                "PUT /api/teams/{slug}/mirroring",
                "mirroring.changed",
                () -> administrator().body(Map.of("mirroring", "requested")).put(teamPath("/mirroring")));
        step(
                "PUT /api/teams/{slug}/repository-access",
                "repository.access.changed",
                () -> TestPeople.join(team, "owner")
                        .request()
                        .body(Map.of("repositoryAccess", "forge"))
                        .put(teamPath("/repository-access")));
    }

    private void keys(String path, String noun, Map<String, String> key) {
        step(
                "POST /api/teams/{slug}/" + path,
                noun + ".registered",
                () -> administrator().body(key).post(teamPath("/" + path)));
        step("DELETE /api/teams/{slug}/%s/{keyId}".formatted(path), noun + ".revoked", () -> {
            String id = administrator().body(key).post(teamPath("/" + path)).path("id");
            return administrator().delete(teamPath("/" + path + "/" + id));
        });
    }

    private void people() {
        step("POST /api/teams/{slug}/invitations", "invitation.created", this::invite);
        step(
                "DELETE /api/teams/{slug}/invitations/{invitationId}",
                "invitation.revoked",
                () -> administrator().delete(teamPath("/invitations/" + invite().path("id"))));
        step(
                "POST /api/invitations/accept",
                "invitation.accepted",
                () -> given().contentType(ContentType.JSON)
                        .body(Map.of("secret", invite().path("secret"), "name", "Ann"))
                        .post("/api/invitations/accept"));
        step(
                "PUT /api/teams/{slug}/members/{userId}",
                "member.changed",
                () -> administrator().body(Map.of("role", "maintainer")).put(teamPath("/members/" + member().id())));
        step(
                "DELETE /api/teams/{slug}/members/{userId}",
                "member.removed",
                () -> administrator().delete(teamPath("/members/" + member().id())));
        step(
                "PUT /api/teams/{slug}/owner",
                "member.changed",
                () -> administrator().body(Map.of("user", member().id())).put(teamPath("/owner")));
        step(
                "DELETE /api/user/membership",
                "member.removed",
                () -> member().request().delete("/api/user/membership"));
        step(
                "PUT /api/users/{userId}/administrator",
                "user.administrator.changed",
                () -> administrator().put("/api/users/%s/administrator".formatted(member().id())));
        step("DELETE /api/users/{userId}/administrator", "user.administrator.changed", () -> {
            String path = "/api/users/%s/administrator".formatted(member().id());
            administrator().put(path).then().statusCode(200);
            return administrator().delete(path);
        });
        step(
                "PUT /api/users/{userId}/identities/{instance}/{accountId}",
                "identity.linked",
                () -> link(member(), account()));
        step("DELETE /api/users/{userId}/identities/{instance}/{accountId}", "identity.unlinked", () -> {
            Person person = member();
            String account = account();
            link(person, account).then().statusCode(200);
            return administrator().delete("/api/users/%s/identities/%s".formatted(person.id(), account));
        });
        step("DELETE /api/user/identities/{instance}/{accountId}", "identity.unlinked", () -> {
            Person person = member();
            String account = account();
            link(person, account).then().statusCode(200);
            return person.request().delete("/api/user/identities/" + account);
        });
    }

    private void providerAccounts() {
        step("DELETE /api/user/provider-accounts/{accountId}", "account.unlinked", () -> {
            Person person = member();
            return person.request().delete("/api/user/provider-accounts/" + providerAccount(person));
        });
        step("DELETE /api/users/{userId}/provider-accounts/{accountId}", "account.unlinked", () -> {
            Person person = member();
            String path = "/api/users/%s/provider-accounts/%s".formatted(person.id(), providerAccount(person));
            return administrator().delete(path);
        });
    }

    /** As the link at a provider leaves it, which takes a provider. */
    private UUID providerAccount(Person person) {
        UUID id = UUID.randomUUID();
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement("""
                        insert into gateway.provider_account (id, issuer, subject, user_id, linked_at)
                        values (?, 'https://provider.example', ?, cast(? as uuid), now())
                        """)) {
            statement.setObject(1, id);
            statement.setString(2, id.toString());
            statement.setString(3, person.id());
            statement.executeUpdate();
            return id;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot store an account", e);
        }
    }

    private void tokensAndSessions() {
        step("POST /api/teams/{slug}/tokens", "token.created", () -> teamToken());
        step(
                "DELETE /api/teams/{slug}/tokens/{tokenId}",
                "token.revoked",
                () -> administrator().delete(teamPath("/tokens/" + teamToken().path("id"))));
        step("POST /api/user/tokens", "token.created", () -> ownToken(member()));
        step("DELETE /api/user/tokens/{tokenId}", "token.revoked", () -> {
            Person person = member();
            return person.request()
                    .delete("/api/user/tokens/" + ownToken(person).path("id"));
        });
        step(
                "POST /api/session",
                "session.begun",
                () -> given().contentType(ContentType.JSON)
                        .body(Map.of("token", member().token()))
                        .post("/api/session"));
        step(
                "DELETE /api/session",
                "session.ended",
                () -> new Browser().withToken(member().token()).request().delete("/api/session"));
        step("DELETE /api/user/sessions/{sessionId}", "session.ended", () -> {
            Browser browser = new Browser().withToken(member().token());
            String id = browser.get("/api/user/sessions").extract().path("[0].id");
            return browser.request().delete("/api/user/sessions/" + id);
        });
    }

    private void connections() {
        step("POST /api/connections", "connection.created", this::connect);
        step(
                "DELETE /api/connections/{id}",
                "connection.removed",
                () -> administrator().delete("/api/connections/" + connect().path("id")));
        step(
                "POST /api/connections/{id}/secrets",
                "connection.secret.added",
                () -> addSecret(connect().path("id")));
        step("DELETE /api/connections/{id}/secrets/{secretId}", "connection.secret.removed", () -> {
            String id = connect().path("id");
            return administrator()
                    .delete("/api/connections/%s/secrets/%s"
                            .formatted(id, addSecret(id).path("id").toString()));
        });
        step(
                "POST /api/connections/{id}/rotation",
                "connection.secret.rotated",
                () -> administrator().post("/api/connections/%s/rotation".formatted(gitHub.connection())));
    }

    private void installations() {
        step(
                "PUT /api/teams/{slug}/installations/{installationId}",
                "installation.connected",
                () -> administrator().put(teamPath("/installations/" + reported())));
        step("DELETE /api/teams/{slug}/installations/{installationId}", "installation.disconnected", () -> {
            String path = teamPath("/installations/" + reported());
            administrator().put(path).then().statusCode(200);
            return administrator().delete(path);
        });
        step("POST /api/teams/{slug}/installations", "installation.connected", () -> {
            FakeGitHub.Person ann = gitHub.person("ann");
            Person owner = TestPeople.join(team, "owner");
            var browser = new Browser().withToken(owner.token());
            browser.get(gitHub.authorize(browser.link(gitHub), ann)).statusCode(303);
            Installation installation = gitHub.organization(ann);
            gitHub.join(installation, ann, "admin");
            return owner.request()
                    .body(Map.of("installationId", Long.toString(installation.id()), "connection", gitHub.connection()))
                    .post(teamPath("/installations"));
        });
    }

    private String teamPath(String below) {
        return "/api/teams/" + team + below;
    }

    private Person member() {
        return TestPeople.join(team, "member");
    }

    private Response invite() {
        return administrator().body(Map.of("role", "member")).post(teamPath("/invitations"));
    }

    private Response teamToken() {
        return administrator()
                .body(Map.of("name", "deploy", "scopes", List.of("git:read")))
                .post(teamPath("/tokens"));
    }

    private static Response ownToken(Person person) {
        return person.request()
                .body(Map.of("name", "laptop", "scopes", List.of("git:read")))
                .post("/api/user/tokens");
    }

    private static String account() {
        return "forge.test/" + UUID.randomUUID();
    }

    private static Response link(Person person, String account) {
        return administrator()
                .body(Map.of("login", "mona"))
                .put("/api/users/%s/identities/%s".formatted(person.id(), account));
    }

    private Response connect() {
        return administrator()
                .body(Map.of(
                        "forge",
                        "gitlab",
                        "instance",
                        UUID.randomUUID().toString().substring(0, 8) + ".example.org",
                        "team",
                        team))
                .post("/api/connections");
    }

    private static Response addSecret(String connection) {
        return administrator()
                .body(Map.of("purpose", "webhook"))
                .post("/api/connections/%s/secrets".formatted(connection));
    }

    /** An installation that the forge has reported; returns its number. */
    private String reported() {
        String id = Long.toString(Math.abs(UUID.randomUUID().getMostSignificantBits()));
        TestEvents.publish(new InstallationChanged(
                UUID.randomUUID(),
                "github.com",
                id,
                id,
                "org-" + id,
                Action.CREATED,
                List.of(),
                Optional.empty(),
                Instant.parse("2026-11-20T10:00:00Z")));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(administrator()
                                .get("/api/installations")
                                .jsonPath()
                                .getList("installationId"))
                        .contains(id));
        return id;
    }

    private void step(String route, String action, Performed change) {
        steps.put(route, new Step(action, change));
    }

    private Set<String> changing() {
        Map<String, Map<String, Object>> paths = given().queryParam("format", "json")
                .get(document)
                .then()
                .statusCode(200)
                .extract()
                .path("paths");
        var routes = new TreeSet<String>();
        // pages change through the API, and keep nothing themselves
        paths.forEach((path, operations) -> operations.keySet().stream()
                .filter(verb -> !path.startsWith("/ui/"))
                .map(verb -> verb.toUpperCase(Locale.ROOT))
                .filter(Set.of("PUT", "POST", "PATCH", "DELETE")::contains)
                .forEach(verb -> routes.add(verb + " " + path)));
        return routes;
    }

    private static long newest() {
        return administrator().get("/api/audit?limit=1").jsonPath().getLong("[0].id");
    }

    private static List<String> actionsAfter(long id) {
        return entries().stream()
                .filter(entry -> ((Number) entry.get("id")).longValue() > id)
                .map(entry -> (String) entry.get("action"))
                .toList();
    }

    private static List<Map<String, Object>> entries() {
        return administrator().get("/api/audit?limit=200").jsonPath().getList("");
    }

    private static boolean isOf(Map<String, Object> entry, ActionAudited audited) {
        return audited.action().equals(entry.get("action")) && audited.target().equals(entry.get("subject"));
    }

    /** Performs a change; what it needs before may leave entries of other kinds. */
    @FunctionalInterface
    private interface Performed {
        Response perform();
    }

    private record Step(String action, Performed change) {}
}
