package dev.millrace.gateway;

import static dev.millrace.gateway.AdministratorAccess.administrator;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.testing.GitHubRequests;
import dev.millrace.testing.TestKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A GitHub to sign in at, with one App that is connected to the platform: codes, tokens and refresh tokens that are valid once, what a
 * person may access, and conversions of manifests.
 */
public final class FakeGitHub implements AutoCloseable {

    public static final String CLIENT_ID = "Iv23-fake";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "client-secret-of-the-fake";

    public final String instance = "gh-" + UUID.randomUUID().toString().substring(0, 8) + ".example.org";
    public final long appId = number();
    /** Seconds that a token of a sign-in is valid. */
    public volatile int expiresIn = 28_800;
    /** What the next conversions answer instead of an App. */
    public volatile int conversionStatus = 201;

    public final AtomicInteger refreshes = new AtomicInteger();
    public final List<String> issued = new CopyOnWriteArrayList<>();

    /** What the App's webhook was given to sign with, the newest last. */
    public final List<String> hookSecrets = new CopyOnWriteArrayList<>();
    /** How many of the next changes of the webhook fail. */
    public final AtomicInteger hookFailures = new AtomicInteger();

    private final HttpServer server;
    private final String connection;
    private final Map<String, Grant> codes = new ConcurrentHashMap<>();
    private final Map<String, Person> tokens = new ConcurrentHashMap<>();
    private final Map<String, Person> refreshTokens = new ConcurrentHashMap<>();
    private final Map<String, RegisteredForm> registrations = new ConcurrentHashMap<>();
    private final List<Installation> installations = new CopyOnWriteArrayList<>();
    private final Map<String, String> memberships = new ConcurrentHashMap<>();

    /** Starts it, and connects its App for all teams. */
    public FakeGitHub() {
        this(Optional.empty());
    }

    /** Starts it, and connects its App. */
    public FakeGitHub(Optional<String> team) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        var request = new HashMap<String, Object>(Map.of(
                "forge", "github",
                "instance", instance,
                "apiUrl", address(),
                "webUrl", address(),
                "app",
                        Map.of(
                                "id",
                                Long.toString(appId),
                                "slug",
                                "millrace-fake",
                                "clientId",
                                CLIENT_ID,
                                "clientSecret",
                                SECRET,
                                "privateKey",
                                TestKeys.pem(TestKeys.rsa().getPrivate()))));
        team.ifPresent(slug -> request.put("team", slug));
        connection = administrator()
                .body(request)
                .post("/api/connections")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    public String connection() {
        return connection;
    }

    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Removes the connection, and stops. */
    @Override
    public void close() {
        administrator().delete("/api/connections/" + connection).then().statusCode(204);
        server.stop(0);
    }

    /** A new account of a person. */
    public Person person(String login) {
        return new Person(number(), login + "-" + UUID.randomUUID().toString().substring(0, 8));
    }

    /** The App in an organization, visible to these people. */
    public Installation organization(Person... visibleTo) {
        String login = "org-" + UUID.randomUUID().toString().substring(0, 8);
        return install(new Installation(number(), number(), login, "Organization", List.of(visibleTo)));
    }

    /** The App in the account of a person, visible to these people. */
    public Installation account(Person owner, Person... visibleTo) {
        return install(new Installation(number(), owner.id(), owner.login(), "User", List.of(visibleTo)));
    }

    /** The App once more in the same account. */
    public Installation again(Installation installation, Person... visibleTo) {
        return install(new Installation(
                number(), installation.accountId(), installation.login(), installation.type(), List.of(visibleTo)));
    }

    private Installation install(Installation installation) {
        installations.add(installation);
        return installation;
    }

    /** Makes the person an owner ({@code admin}) or a {@code member} of the organization. */
    public void join(Installation organization, Person person, String role) {
        memberships.put(organization.login() + "/" + person.login(), organization.accountId() + " active " + role);
    }

    /** As {@link #join}, but the organization of this name is another one by now. */
    public void joinAnother(Installation organization, Person person) {
        memberships.put(organization.login() + "/" + person.login(), number() + " active admin");
    }

    /** All access tokens of the person are invalid from now on. */
    public void invalidate(Person person) {
        tokens.values().removeIf(person::equals);
    }

    /** No refresh token is valid any more. */
    public void forgetRefreshTokens() {
        refreshTokens.clear();
    }

    /** What the page does when the person agrees: the address of the callback, as the browser requests it. */
    public String authorize(String location, Person person) {
        URI page = URI.create(location);
        Map<String, String> query = fields(page.getRawQuery());
        if (!location.startsWith(address() + "/login/oauth/authorize?")
                || !CLIENT_ID.equals(query.get("client_id"))
                || !"S256".equals(query.get("code_challenge_method"))) {
            throw new AssertionError("not the page that authorizes the App: " + location);
        }
        String code = UUID.randomUUID().toString();
        codes.put(code, new Grant(person, query.get("code_challenge"), query.get("redirect_uri")));
        return URI.create(query.get("redirect_uri")).getRawPath() + "?code=" + code + "&state=" + query.get("state");
    }

    /** What the page does when the person has installed the App: the address of the setup, as the browser requests it. */
    public String installed(String location, String installationId) {
        if (!location.startsWith(address() + "/github-apps/millrace-fake/installations/new?state=")) {
            throw new AssertionError("not the page that installs the App: " + location);
        }
        String state = fields(URI.create(location).getRawQuery()).get("state");
        return "/api/session/github/setup?installation_id=" + installationId + "&setup_action=install&state=" + state;
    }

    /** What the page does when the form was posted: the address of the redirect, as the browser requests it. */
    public String register(String action, String manifest) {
        try {
            Map<?, ?> read = JSON.readValue(manifest, Map.class);
            String code = UUID.randomUUID().toString();
            registrations.put(
                    code,
                    new RegisteredForm(
                            number(),
                            "slug-" + code.substring(0, 8),
                            TestKeys.pem(TestKeys.rsa().getPrivate())));
            return URI.create((String) read.get("redirect_url")).getRawPath() + "?code=" + code + "&state="
                    + fields(URI.create(action).getRawQuery()).get("state");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] bytes = exchange.getRequestBody().readAllBytes();
        GitHubRequests.record(
                exchange.getRequestMethod(), exchange.getRequestURI(), exchange.getRequestHeaders(), bytes);
        String body = new String(bytes, UTF_8);
        if (path.equals("/login/oauth/access_token")) {
            send(exchange, 200, token(fields(body)));
            return;
        }
        if (path.startsWith("/app-manifests/")) {
            convert(exchange, path.split("/")[2]);
            return;
        }
        if (path.equals("/app/hook/config")) {
            changeHook(exchange, body);
            return;
        }
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        Person person = authorization == null ? null : tokens.get(authorization.replace("Bearer ", ""));
        if (person == null) {
            send(exchange, 401, Map.of("message", "Bad credentials"));
        } else if (path.equals("/user")) {
            send(exchange, 200, person.toJson());
        } else if (path.equals("/user/installations")) {
            List<Map<String, Object>> visible = installations.stream()
                    .filter(installation -> installation.visibleTo().contains(person))
                    .map(installation -> installation.toJson(appId))
                    .toList();
            send(exchange, 200, Map.of("total_count", visible.size(), "installations", visible));
        } else if (path.startsWith("/user/memberships/orgs/")) {
            String organization = path.substring("/user/memberships/orgs/".length());
            Optional<String[]> membership = Optional.ofNullable(memberships.get(organization + "/" + person.login()))
                    .map(text -> text.split(" "));
            if (membership.isEmpty()) {
                send(exchange, 404, Map.of("message", "Not Found"));
                return;
            }
            send(
                    exchange,
                    200,
                    Map.of(
                            "state", membership.get()[1],
                            "role", membership.get()[2],
                            "organization",
                                    Map.of("id", Long.parseLong(membership.get()[0]), "login", organization)));
        } else {
            send(exchange, 404, Map.of("message", "Not Found"));
        }
    }

    private void changeHook(HttpExchange exchange, String body) throws IOException {
        if (hookFailures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            send(exchange, 502, Map.of("message", "Server Error"));
            return;
        }
        hookSecrets.add((String) JSON.readValue(body, Map.class).get("secret"));
        send(exchange, 200, Map.of("content_type", "json", "secret", "********"));
    }

    private Map<String, Object> token(Map<String, String> fields) {
        if (!CLIENT_ID.equals(fields.get("client_id")) || !SECRET.equals(fields.get("client_secret"))) {
            return Map.of("error", "incorrect_client_credentials", "error_description", "The client_id is wrong.");
        }
        if ("refresh_token".equals(fields.get("grant_type"))) {
            refreshes.incrementAndGet();
            Person person = refreshTokens.remove(fields.get("refresh_token"));
            if (person == null) {
                return Map.of("error", "bad_refresh_token", "error_description", "The refresh token is wrong.");
            }
            pause();
            return tokens(person, 28_800);
        }
        Grant grant = codes.remove(fields.get("code"));
        boolean isRight = grant != null
                && grant.challenge().equals(challenge(fields.get("code_verifier")))
                && grant.redirect().equals(fields.get("redirect_uri"));
        return isRight
                ? tokens(grant.person(), expiresIn)
                : Map.of("error", "bad_verification_code", "error_description", "The code passed is incorrect.");
    }

    private Map<String, Object> tokens(Person person, int seconds) {
        String access = "ghu_" + UUID.randomUUID();
        String refresh = "ghr_" + UUID.randomUUID();
        invalidate(person);
        tokens.put(access, person);
        refreshTokens.put(refresh, person);
        issued.addAll(List.of(access, refresh));
        return Map.of(
                "access_token",
                access,
                "expires_in",
                seconds,
                "refresh_token",
                refresh,
                "refresh_token_expires_in",
                15_897_600,
                "scope",
                "",
                "token_type",
                "bearer");
    }

    /** Long enough that requests that do not wait for a refresh would begin one. */
    private static void pause() {
        try {
            Thread.sleep(300);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void convert(HttpExchange exchange, String code) throws IOException {
        if (conversionStatus != 201) {
            send(exchange, conversionStatus, Map.of("message", "no " + code));
            return;
        }
        RegisteredForm app = registrations.remove(code);
        if (app == null) {
            send(exchange, 404, Map.of("message", "Not Found"));
            return;
        }
        send(
                exchange,
                201,
                Map.of(
                        "id", app.id(),
                        "slug", app.slug(),
                        "name", app.slug(),
                        "client_id", "Iv23-" + app.slug(),
                        "client_secret", "secret-of-" + app.slug(),
                        "webhook_secret", "webhook-of-" + app.slug(),
                        "pem", app.key()));
    }

    private static void send(HttpExchange exchange, int status, Map<String, ?> body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private static Map<String, String> fields(String encoded) {
        return Arrays.stream(encoded.split("&"))
                .map(field -> field.split("=", 2))
                .collect(Collectors.toMap(field -> field[0], field -> URLDecoder.decode(field[1], UTF_8)));
    }

    private static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long number() {
        return ThreadLocalRandom.current().nextLong(1_000_000, 1L << 53);
    }

    private record Grant(Person person, String challenge, String redirect) {}

    private record RegisteredForm(long id, String slug, String key) {}

    /** An account of a person. */
    public record Person(long id, String login) {

        private Map<String, Object> toJson() {
            var json = new HashMap<String, Object>();
            json.put("id", id);
            json.put("login", login);
            json.put("type", "User");
            json.put("name", null);
            return json;
        }

        public Person renamed() {
            return new Person(id, login + "-renamed");
        }
    }

    /** The App in an account. */
    public record Installation(long id, long accountId, String login, String type, List<Person> visibleTo) {

        public Installation {
            visibleTo = List.copyOf(new ArrayList<>(visibleTo));
        }

        private Map<String, Object> toJson(long appId) {
            return Map.of(
                    "id",
                    id,
                    "app_id",
                    appId,
                    "account",
                    Map.of("id", accountId, "login", login, "type", type),
                    "repository_selection",
                    "all",
                    "permissions",
                    Map.of("checks", "write", "contents", "read"));
        }
    }
}
