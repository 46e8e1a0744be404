package dev.millrace.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.testing.TestKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * An OpenID Connect provider to sign in at: codes that are valid once, for one client, one address and one challenge of PKCE, and ID
 * tokens that a test can spoil.
 */
public final class FakeOpenIdProvider implements AutoCloseable {

    public static final String CLIENT_ID = "millrace";
    /** With characters that have to be encoded. */
    public static final String SECRET = "secret+of/the client";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Changes the claims of ID tokens before they are signed. */
    public volatile Consumer<Map<String, Object>> spoil = claims -> {};
    /** Whether the claims of a person are in the description of the person only. */
    public volatile boolean onlyInDescription;
    /** What the token endpoint answers with, 0 for what is right. */
    public volatile int tokenStatus;

    public volatile List<String> clientAuthentication = List.of("client_secret_basic");
    public final AtomicInteger keyRequests = new AtomicInteger();

    private final HttpServer server;
    private final Map<String, Grant> codes = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Object>> accessTokens = new ConcurrentHashMap<>();
    private final List<SigningKey> published = new CopyOnWriteArrayList<>();
    private volatile SigningKey signing = SigningKey.create();

    /** Starts it on a free port. */
    public FakeOpenIdProvider() {
        this(0);
    }

    /** Starts it. */
    public FakeOpenIdProvider(int port) {
        published.add(signing);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    public String issuer() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** Signs with a new key, which replaces the published one. */
    public void rotateKey() {
        signing = SigningKey.create();
        published.clear();
        published.add(signing);
    }

    /** Signs with a key that is not published, under the id of one that is. */
    public void signWithUnpublishedKey() {
        signing = new SigningKey(signing.id(), TestKeys.rsa());
    }

    /** Undoes what a test has spoiled. */
    public void restore() {
        spoil = claims -> {};
        onlyInDescription = false;
        tokenStatus = 0;
        clientAuthentication = List.of("client_secret_basic");
        rotateKey();
    }

    /**
     * Has a person sign in on the page.
     *
     * @param page the address to which the browser was sent
     * @return the address to which the browser is sent, without scheme and host
     */
    public String signIn(String page, Person person) {
        Map<String, String> query = fields(URI.create(page).getRawQuery());
        String code = UUID.randomUUID().toString();
        codes.put(code, new Grant(query, person));
        URI callback = URI.create(query.get("redirect_uri"));
        return callback.getPath() + "?code=" + code + "&state=" + query.get("state");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Reply reply = switch (path) {
                case "/.well-known/openid-configuration" -> new Reply(200, configuration());
                case "/keys" -> keys();
                case "/token" -> token(exchange);
                case "/person" -> person(exchange);
                default -> new Reply(404, Map.of());
            };
            byte[] body = JSON.writeValueAsBytes(reply.body());
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(reply.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Map<String, Object> configuration() {
        return Map.of(
                "issuer", issuer(),
                "authorization_endpoint", issuer() + "/page?theme=light",
                "token_endpoint", issuer() + "/token",
                "jwks_uri", issuer() + "/keys",
                "userinfo_endpoint", issuer() + "/person",
                "token_endpoint_auth_methods_supported", clientAuthentication);
    }

    private Reply keys() {
        keyRequests.incrementAndGet();
        return new Reply(
                200,
                Map.of("keys", published.stream().map(SigningKey::publicKey).toList()));
    }

    private Reply token(HttpExchange exchange) throws IOException {
        Map<String, String> form = fields(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        if (tokenStatus != 0) {
            return new Reply(tokenStatus, Map.of("error", "invalid_client"));
        }
        if (!isAuthentic(exchange, form)) {
            return new Reply(401, Map.of("error", "invalid_client"));
        }
        Grant grant = codes.remove(form.getOrDefault("code", ""));
        if (grant == null || !grant.isFor(form)) {
            return new Reply(400, Map.of("error", "invalid_grant", "error_description", "the code is not valid"));
        }
        String accessToken = UUID.randomUUID().toString();
        accessTokens.put(accessToken, grant.person().claims());
        return new Reply(
                200,
                Map.of("access_token", accessToken, "token_type", "Bearer", "id_token", signing.sign(claims(grant))));
    }

    private boolean isAuthentic(HttpExchange exchange, Map<String, String> form) {
        if (clientAuthentication.contains("client_secret_basic")) {
            String expected =
                    Base64.getEncoder().encodeToString((CLIENT_ID + ":secret%2Bof%2Fthe+client").getBytes(UTF_8));
            return ("Basic " + expected).equals(exchange.getRequestHeaders().getFirst("Authorization"));
        }
        return CLIENT_ID.equals(form.get("client_id")) && SECRET.equals(form.get("client_secret"));
    }

    private Map<String, Object> claims(Grant grant) {
        Instant now = Instant.now();
        var claims = new HashMap<String, Object>();
        claims.put("iss", issuer());
        claims.put("aud", CLIENT_ID);
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plusSeconds(300).getEpochSecond());
        claims.put("nonce", grant.query().get("nonce"));
        if (onlyInDescription) {
            claims.put("sub", grant.person().subject());
        } else {
            claims.putAll(grant.person().claims());
        }
        spoil.accept(claims);
        return claims;
    }

    private Reply person(HttpExchange exchange) {
        String token = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
                .replace("Bearer ", "");
        return accessTokens.containsKey(token)
                ? new Reply(200, accessTokens.get(token))
                : new Reply(401, Map.of("error", "invalid_token"));
    }

    private static Map<String, String> fields(String encoded) {
        return Arrays.stream(encoded.split("&"))
                .map(field -> field.split("=", 2))
                .collect(Collectors.toMap(
                        field -> field[0], field -> field.length < 2 ? "" : URLDecoder.decode(field[1], UTF_8)));
    }

    /** A person who has an account at the provider. */
    public record Person(String subject, Map<String, Object> claims) {

        public static Person of(String name, String... groups) {
            String subject = UUID.randomUUID().toString();
            var claims = new LinkedHashMap<String, Object>();
            claims.put("sub", subject);
            claims.put("name", name);
            claims.put("groups", List.of(groups));
            return new Person(subject, claims);
        }

        /** The same person in other groups. */
        public Person in(String... groups) {
            return with("groups", List.of(groups));
        }

        public Person with(String claim, Object value) {
            var changed = new LinkedHashMap<>(claims);
            changed.put(claim, value);
            return new Person(subject, changed);
        }
    }

    private record Reply(int status, Map<String, Object> body) {}

    private record Grant(Map<String, String> query, Person person) {

        boolean isFor(Map<String, String> form) {
            return form.getOrDefault("redirect_uri", "").equals(query.get("redirect_uri"))
                    && "authorization_code".equals(form.get("grant_type"))
                    && "S256".equals(query.get("code_challenge_method"))
                    && challenge(form.getOrDefault("code_verifier", "")).equals(query.get("code_challenge"));
        }

        private static String challenge(String verifier) {
            try {
                return Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(UTF_8)));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private record SigningKey(String id, KeyPair keys) {

        static SigningKey create() {
            return new SigningKey(UUID.randomUUID().toString(), TestKeys.rsa());
        }

        Map<String, Object> publicKey() {
            var key = new RsaJsonWebKey((RSAPublicKey) keys.getPublic());
            key.setKeyId(id);
            key.setUse("sig");
            return key.toParams(OutputControlLevel.PUBLIC_ONLY);
        }

        String sign(Map<String, Object> claims) {
            try {
                var token = new JsonWebSignature();
                token.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
                token.setKeyIdHeaderValue(id);
                token.setKey(keys.getPrivate());
                token.setPayload(JSON.writeValueAsString(claims));
                return token.getCompactSerialization();
            } catch (JoseException | JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
