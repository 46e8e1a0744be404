package dev.millrace.conformance.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.conformance.route.RouteCaller.Standing;
import dev.millrace.standalone.client.JsonClient;
import dev.millrace.testing.TestKeys;
import java.net.URI;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A team with something of every kind, and another team that knows all its ids. Both were created through the API, and all services
 * know their tokens.
 */
final class TwoTeams {

    private static final List<String> ROLES = List.of("viewer", "member", "maintainer", "owner");

    /** A request to each service that needs a token. */
    private static final List<Operation> ONE_OF_EACH_SERVICE = List.of(
            new Operation("GET", "/api/session"),
            new Operation("GET", "/api/repos"),
            new Operation("GET", "/api/builds"),
            new Operation("GET", "/api/insights/repositories"),
            new Operation("GET", "/api/syncs"),
            new Operation("GET", "/api/webhooks?repository=nothing"),
            new Operation("POST", "/events"));

    private static final String OTHER = "umbrella";

    /** A public address, since others are rejected. Nothing is sent there. */
    private static final String ENDPOINT = "https://93.184.215.14/vault";

    private final URI gateway;
    private final JsonClient administrator;
    private final String team;
    private final String repository;
    private final KeyPair keys;
    private final Map<String, String> ids = new HashMap<>();
    private final Set<String> secrets = new HashSet<>();
    private final List<RouteCaller> callers = new ArrayList<>();
    private final List<RouteCaller> owners = new ArrayList<>();

    private TwoTeams(URI gateway, JsonClient administrator, String team, String repository, KeyPair keys) {
        this.gateway = gateway;
        this.administrator = administrator;
        this.team = team;
        this.repository = repository;
        this.keys = keys;
    }

    /**
     * Creates what is missing.
     *
     * @param team slug of a team with an installation
     * @param repository name of a repository of the installation, with a build and a deployment
     * @param keys of which the team has registered the public one
     * @param installation id of the installation
     */
    static TwoTeams create(
            URI gateway, JsonClient administrator, String team, String repository, KeyPair keys, String installation) {
        var teams = new TwoTeams(gateway, administrator, team, repository, keys);
        teams.ids.put("installation", installation);
        teams.createOwners();
        teams.createThings();
        teams.createCallers();
        return teams;
    }

    /** Those who must not get anything, and a viewer of the team. */
    List<RouteCaller> callers() {
        return List.copyOf(callers);
    }

    /** Those who may do everything in the team. */
    List<RouteCaller> owners() {
        return List.copyOf(owners);
    }

    String id(String thing) {
        String id = ids.get(thing);
        assertThat(id).as("id of %s", thing).isNotBlank();
        return id;
    }

    /** Secrets that are stored for the team. */
    Set<String> secrets() {
        return Set.copyOf(secrets);
    }

    /** What only the team may read. */
    Set<String> names() {
        return Set.of(
                repository,
                id("repository"),
                id("keyring"),
                id("build"),
                id("workflow"),
                id("webhook"),
                id("delivery"),
                id("credential"),
                id("token"),
                id("invitation"),
                id("key"),
                id("user"),
                "Vera Vault",
                "vault-ci",
                ENDPOINT);
    }

    /** Values of the parameters of an operation, by name. */
    Map<String, List<String>> values(String service, Operation operation) {
        String id = switch (service) {
            case "git-http" -> operation.path().contains("credentials") ? id("credential") : id("repository");
            case "pipeline" -> operation.path().startsWith("/api/workflows") ? id("workflow") : id("build");
            case "insights" -> operation.path().startsWith("/api/insights/backfill") ? id("import") : id("deployment");
            case "webhook-delivery" -> id("webhook");
            case "gateway" -> id("connection");
            default -> "1";
        };
        List<String> both = List.of(repository.replace("/", "%2F"), id("repository"));
        return Map.ofEntries(
                Map.entry("id", List.of(id)),
                Map.entry("repo", both),
                Map.entry("repositoryId", both),
                Map.entry("job", List.of("names")),
                Map.entry("name", List.of("v1")),
                Map.entry("provider", List.of("none")),
                Map.entry("metric", List.of("changeLeadTime")),
                Map.entry("position", List.of("0")),
                Map.entry("file", List.of("build.css")),
                Map.entry("delivery", List.of(id("delivery"))),
                Map.entry("team", List.of(team)),
                Map.entry("forge", List.of("gitlab")),
                Map.entry("slug", List.of(team)),
                Map.entry("key", List.of("VAULT_TOKEN")),
                Map.entry("userId", List.of(id("user"))),
                Map.entry("keyId", List.of(id("key"))),
                Map.entry("tokenId", List.of(id("token"))),
                Map.entry("invitationId", List.of(id("invitation"))),
                Map.entry("installationId", List.of(id("installation"))),
                Map.entry("sessionId", List.of(id("user"))),
                Map.entry("secretId", List.of(id("user"))),
                Map.entry("instance", List.of("simulated.github")),
                Map.entry("accountId", List.of("1")));
    }

    /** What the team has, for comparison: no other test changes it. */
    Map<String, JsonNode> state() {
        Map<String, JsonNode> state = new HashMap<>();
        JsonClient owner = as(owners.getFirst());
        for (String path : List.of("people", "keys", "signing-keys", "invitations", "mirroring")) {
            state.put(path, administrator.get("/api/teams/%s/%s".formatted(team, path)));
        }
        state.put("repository", owner.get("/api/repositories/" + id("repository")));
        state.put("keyring", owner.get("/api/repositories/" + id("keyring")));
        state.put("webhook", owner.get("/api/webhooks/" + id("webhook")));
        state.put("workflow", owner.get("/api/workflows/" + id("workflow")));
        state.put("build", owner.get("/api/builds/" + id("build")));
        return state;
    }

    /** A token with all scopes that a key of the team signed, for one repository. */
    private static String signed(KeyPair keys, String team, String repository, Instant expiresAt) {
        String[] scopes = RouteCaller.SCOPES.toArray(String[]::new);
        return TestKeys.sign(keys, TestKeys.claims(team, repository, expiresAt, scopes));
    }

    private void createOwners() {
        Person owner = join(team, "owner", "Vera Vault");
        ids.put("user", owner.id());
        owners.add(RouteCaller.user(team, "owner", owner.token(), Standing.OWNER));
        owners.add(RouteCaller.signed(team, repository, signed(keys, team, repository, soon()), Standing.OWNER));
        owners.forEach(this::awaitKnown);
    }

    private void createThings() {
        JsonClient owner = as(owners.getFirst());
        String named = "repository=" + repository.replace("/", "%2F");
        ids.put(
                "repository",
                owner.get("/api/repos/" + repository.replace("/", "%2F"))
                        .path("repo_id")
                        .asText());
        ids.put(
                "build",
                owner.get("/api/builds?" + named)
                        .path("builds")
                        .path(0)
                        .path("id")
                        .asText());
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(owner.get("/api/workflows?" + named).path("workflows"))
                                .isNotEmpty());
        ids.put(
                "workflow",
                owner.get("/api/workflows?" + named)
                        .path("workflows")
                        .path(0)
                        .path("id")
                        .asText());
        ids.put(
                "deployment",
                owner.get("/api/insights/deployments?" + named)
                        .path("items")
                        .path(0)
                        .path("id")
                        .asText());
        ids.put(
                "import",
                owner.ask(
                                "POST",
                                "/api/insights/backfill",
                                "application/x-ndjson",
                                "{\"event_name\": \"incident\", \"repo\": \"%s\", \"id\": \"old\", \"started_at\": \"2020-01-01T00:00:00Z\"}"
                                        .formatted(repository))
                        .body()
                        .path("id")
                        .asText());
        createKeyring();
        createWebhook(owner);
        ids.put(
                "token",
                owner.post(
                                "/api/teams/%s/tokens".formatted(team),
                                Map.of("name", "vault-ci", "scopes", List.of("git:read"), "role", "viewer"))
                        .path("id")
                        .asText());
        ids.put(
                "invitation",
                owner.post("/api/teams/%s/invitations".formatted(team), Map.of("role", "viewer"))
                        .path("id")
                        .asText());
        ids.put(
                "key",
                owner.get("/api/teams/%s/keys".formatted(team))
                        .path(0)
                        .path("id")
                        .asText());
        createConnection();
    }

    /** A connection of the team to a forge that cannot be reached, with secrets of every kind. */
    private void createConnection() {
        String privateKey = TestKeys.pem(TestKeys.rsa().getPrivate());
        String clientSecret = "client-secret-" + UUID.randomUUID();
        JsonNode created = administrator.post(
                "/api/connections",
                Map.of(
                        "forge",
                        "github",
                        "instance",
                        "ghe.invalid",
                        "team",
                        team,
                        "app",
                        Map.of(
                                "id", "815",
                                "slug", "vault",
                                "clientId", "Iv1.vault",
                                "clientSecret", clientSecret,
                                "privateKey", privateKey)));
        ids.put("connection", created.path("id").asText());
        secrets.add(clientSecret);
        privateKey.lines().filter(line -> !line.startsWith("-----")).forEach(secrets::add);
        created.path("secrets").findValuesAsText("value").forEach(secrets::add);
    }

    /** A mirror that waits for its credential and, when it has one, for a request to sync. */
    private void createKeyring() {
        String name = team + "/keyring";
        JsonClient client = JsonClient.of(gateway).withBearer(signed(keys, team, name, soon()));
        Map<String, Object> upstream = Map.of(
                "provider", "gitlab",
                "owner", team,
                "name", "keyring",
                "upstream_host", "gitlab.invalid",
                "auth", Map.of("auth_type", "credentials"));
        ids.put(
                "keyring",
                client.post("/api/v1/repos", Map.of("base_repo", upstream))
                        .path("repo_id")
                        .asText());
        String password = "password-" + UUID.randomUUID();
        secrets.add(password);
        ids.put(
                "credential",
                client.post("/api/v1/repos/git-credentials", Map.of("username", "vera", "password", password))
                        .path("id")
                        .asText());
    }

    /** A webhook that is disabled before there is anything to send, with a delivery that waits. */
    private void createWebhook(JsonClient owner) {
        JsonNode created = owner.post(
                "/api/webhooks", Map.of("repository", repository, "url", ENDPOINT, "events", List.of("push")));
        ids.put("webhook", created.path("id").asText());
        secrets.add(created.path("secret").asText());
        owner.post("/api/webhooks/%s/disable".formatted(id("webhook")), Map.of());
        ids.put(
                "delivery",
                owner.post("/api/webhooks/%s/test".formatted(id("webhook")), Map.of())
                        .path("id")
                        .asText());
    }

    private void createCallers() {
        administrator.post("/api/teams", Map.of("slug", OTHER));
        KeyPair ofOther = TestKeys.ec();
        administrator.post("/api/teams/%s/keys".formatted(OTHER), Map.of("publicKeyPem", pem(ofOther)));
        for (String role : ROLES) {
            String token = join(OTHER, role, role + " of " + OTHER).token();
            callers.add(RouteCaller.user(OTHER, role, token, Standing.OTHER_TEAM));
        }
        callers.add(
                RouteCaller.signed(OTHER, repository, signed(ofOther, OTHER, repository, soon()), Standing.OTHER_TEAM));
        callers.add(RouteCaller.user(
                team, "viewer", join(team, "viewer", "Vera's guest").token(), Standing.VIEWER));
        callers.forEach(this::awaitKnown);
        callers.add(RouteCaller.unknown("a caller without a token", Optional.empty(), ""));
        callers.add(RouteCaller.unknown("a guessed token", Optional.of("mr_" + "a".repeat(40)), ""));
        callers.add(RouteCaller.unknown("a malformed token", Optional.of("a.b.c"), ""));
        callers.add(RouteCaller.unknown(
                "an expired token",
                Optional.of(signed(keys, team, repository, now().minusSeconds(3600))),
                team + " " + repository));
        callers.add(revokedToken());
        callers.add(tokenOfARevokedKey());
    }

    private RouteCaller revokedToken() {
        JsonClient owner = as(owners.getFirst());
        JsonNode created = owner.post("/api/user/tokens", Map.of("name", "revoked", "scopes", RouteCaller.SCOPES));
        RouteCaller before =
                RouteCaller.user(team, "owner", created.path("token").asText(), Standing.OWNER);
        awaitKnown(before);
        delete(owner, "/api/user/tokens/" + created.path("id").asText());
        RouteCaller revoked = RouteCaller.unknown("a revoked token", before.token(), team);
        awaitUnknown(revoked);
        return revoked;
    }

    private RouteCaller tokenOfARevokedKey() {
        KeyPair lost = TestKeys.ec();
        JsonNode registered =
                administrator.post("/api/teams/%s/keys".formatted(team), Map.of("publicKeyPem", pem(lost)));
        RouteCaller before =
                RouteCaller.signed(team, repository, signed(lost, team, repository, soon()), Standing.OWNER);
        awaitKnown(before);
        delete(
                administrator,
                "/api/teams/%s/keys/%s".formatted(team, registered.path("id").asText()));
        RouteCaller revoked = RouteCaller.unknown("a token of a revoked key", before.token(), team + " " + repository);
        awaitUnknown(revoked);
        return revoked;
    }

    private static void delete(JsonClient client, String path) {
        assertThat(client.ask("DELETE", path, Optional.empty()).status())
                .as("DELETE %s", path)
                .isBetween(200, 299);
    }

    private Person join(String to, String role, String name) {
        String secret = administrator
                .post("/api/teams/%s/invitations".formatted(to), Map.of("role", role))
                .path("secret")
                .asText();
        JsonNode accepted =
                JsonClient.of(gateway).post("/api/invitations/accept", Map.of("secret", secret, "name", name));
        return new Person(accepted.path("user").asText(), accepted.path("token").asText());
    }

    /** Waits until no service rejects the token; what it may do is another question. */
    private void awaitKnown(RouteCaller caller) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(statuses(caller).values()).isNotEmpty().doesNotContain(401));
    }

    private void awaitUnknown(RouteCaller caller) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(statuses(caller).values()).isNotEmpty().containsOnly(401));
    }

    private Map<Operation, Integer> statuses(RouteCaller caller) {
        Map<Operation, Integer> statuses = new HashMap<>();
        for (Operation each : ONE_OF_EACH_SERVICE) {
            statuses.put(
                    each,
                    as(caller).ask(each.verb(), each.path(), Optional.empty()).status());
        }
        return statuses;
    }

    private JsonClient as(RouteCaller caller) {
        return JsonClient.of(gateway).withBearer(caller.token().orElseThrow());
    }

    private static String pem(KeyPair pair) {
        return TestKeys.pem(pair.getPublic());
    }

    private static Instant now() {
        return Clock.systemUTC().instant();
    }

    private static Instant soon() {
        return now().plus(Duration.ofHours(1));
    }

    /** A user with an access token. */
    private record Person(String id, String token) {}
}
