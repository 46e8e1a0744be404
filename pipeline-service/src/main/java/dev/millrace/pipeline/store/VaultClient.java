package dev.millrace.pipeline.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.pipeline.PipelineConfig;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The part of Vault's HTTP API that is needed (developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2). Every failure is a {@link
 * MillraceException} of the kind {@code UPSTREAM}; none contains the token or a value.
 */
final class VaultClient {

    /** A value as JSON, each of its characters escaped, with metadata; also a list of thousands of keys. */
    private static final long LONGEST_RESPONSE = 1 << 20;

    private static final int LONGEST_MESSAGE = 200;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI root;
    private final PipelineConfig.Vault config;
    private final HttpClient http;

    /** @param trusted certificate authorities that the connection trusts */
    VaultClient(URI root, PipelineConfig.Vault config, SSLContext trusted) {
        this.root = root;
        this.config = config;
        this.http = HttpClient.newBuilder()
                .sslContext(trusted)
                .followRedirects(Redirect.NEVER)
                .connectTimeout(config.timeout())
                .build();
    }

    /** Time limit of each request. */
    Duration timeout() {
        return config.timeout();
    }

    /** {@code data} of the newest version, which has {@code data} and {@code metadata}; empty if there is none. */
    Optional<JsonNode> read(String team, String key) {
        return send("GET", address("data", path(team, key)), BodyPublishers.noBody())
                .map(body -> body.path("data"))
                .filter(version -> version.path("data").isObject());
    }

    /** Names of the team's secrets in any order, those of folders with {@code /} at their end. */
    List<String> list(String team) {
        String path = path(team, "");
        String folder = path.substring(0, path.length() - 1);
        List<String> names = new ArrayList<>();
        send("GET", address("metadata", folder + "?list=true"), BodyPublishers.noBody())
                .ifPresent(body -> body.at("/data/keys").forEach(name -> names.add(name.asText())));
        return names;
    }

    void write(String team, String key, Map<String, String> data) {
        var body = BodyPublishers.ofString(json(Map.of("data", data)));
        if (send("POST", address("data", path(team, key)), body).isEmpty()) {
            throw failed("404 for a new version");
        }
    }

    /** Deletes all versions. */
    void delete(String team, String key) {
        send("DELETE", address("metadata", path(team, key)), BodyPublishers.noBody());
    }

    private String path(String team, String key) {
        return config.path().replace("{team}", escaped(team)).replace("{key}", key);
    }

    private URI address(String what, String path) {
        return URI.create(
                "%s/v1/%s/%s/%s".formatted(root.toString().replaceAll("/+$", ""), config.mount(), what, path));
    }

    private static String escaped(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8);
    }

    /** The body of a success; empty if Vault has nothing at the address. */
    private Optional<JsonNode> send(String method, URI address, BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(config.timeout())
                .header("X-Vault-Token", checked(token()))
                .header("X-Vault-Request", "true")
                .method(method, body);
        config.namespace().ifPresent(namespace -> request.header("X-Vault-Namespace", namespace));
        try {
            HttpResponse<String> response =
                    http.send(request.build(), BodyHandlers.limiting(BodyHandlers.ofString(), LONGEST_RESPONSE));
            return understood(response.statusCode(), response.body());
        } catch (IOException e) {
            throw failed(Optional.ofNullable(e.getMessage()).orElse(e.toString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted");
        }
    }

    private Optional<JsonNode> understood(int status, String body) {
        JsonNode json = read(body);
        List<String> errors = new ArrayList<>();
        json.path("errors").forEach(error -> errors.add(error.asText()));
        if (status / 100 == 2) {
            return Optional.of(json);
        }
        // an engine that does not exist is 404 as well, with an error
        if (status == 404 && errors.isEmpty()) {
            return Optional.empty();
        }
        String reason = "%d %s".formatted(status, String.join("; ", errors)).strip();
        throw failed(reason.substring(0, Math.min(reason.length(), LONGEST_MESSAGE)));
    }

    private static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            // of a proxy, for example
            return JSON.missingNode();
        }
    }

    private static String json(Map<String, ?> body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a map of texts cannot be written as JSON", e);
        }
    }

    /** Read each time, since an agent of Vault replaces the file when it renews the token. */
    private String token() {
        if (config.tokenFile().isEmpty()) {
            return config.token().orElseThrow();
        }
        try {
            return Files.readString(config.tokenFile().get()).strip();
        } catch (IOException e) {
            throw failed("the token file %s cannot be read"
                    .formatted(config.tokenFile().get()));
        }
    }

    /** The message of the HTTP client about a header that is invalid contains it. */
    private String checked(String token) {
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw failed("the token that is configured is empty or has characters that no token has");
        }
        return token;
    }

    private MillraceException failed(String reason) {
        return MillraceException.of(
                        ErrorKind.UPSTREAM,
                        503,
                        "Vault at %s is not available: %s".formatted(root.getAuthority(), reason))
                .withCode("secrets_unavailable")
                .withRetryAfter(RETRY_AFTER);
    }
}
