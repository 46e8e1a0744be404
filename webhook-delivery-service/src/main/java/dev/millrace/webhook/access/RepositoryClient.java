package dev.millrace.webhook.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.webhook.access.LookupOutcome.Forbidden;
import dev.millrace.webhook.access.LookupOutcome.Found;
import dev.millrace.webhook.access.LookupOutcome.Missing;
import dev.millrace.webhook.access.LookupOutcome.Unauthenticated;
import dev.millrace.webhook.access.LookupOutcome.Unavailable;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Resolves a repository's name or id at git-http. It sends the caller's own token, so this service needs no key
 * that grants access to other teams' repositories.
 */
@Singleton
final class RepositoryClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_BODY_BYTES = 64 * 1024;

    /** git-http allows no longer name. */
    private static final int MAX_NAME_BYTES = 255;

    /** HTTP clients and servers remove these segments of a path. */
    private static final Set<String> NOT_A_SEGMENT = Set.of("", ".", "..");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String gitHttp;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    RepositoryClient(
            @ConfigProperty(name = "millrace.urls.git-http", defaultValue = "http://localhost:8082") URI gitHttp) {
        this.gitHttp = gitHttp.toString().replaceAll("/+$", "");
    }

    /**
     * The repository of this name or id.
     *
     * @param authorization the caller's header, already verified
     */
    LookupOutcome find(String authorization, String nameOrId) {
        if (!isPossible(nameOrId)) {
            return new Missing("no repository can have the name or id that was given");
        }
        String segment = URLEncoder.encode(nameOrId, StandardCharsets.UTF_8).replace("+", "%20");
        HttpRequest request = HttpRequest.newBuilder(URI.create(gitHttp + "/api/repositories/" + segment))
                .timeout(TIMEOUT)
                .header("Authorization", authorization)
                .build();
        try {
            HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return outcome(response.statusCode(), JSON.readTree(body.readNBytes(MAX_BODY_BYTES)));
            }
        } catch (IOException e) {
            return new Unavailable(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Unavailable("this instance is stopping");
        }
    }

    private static boolean isPossible(String nameOrId) {
        return !NOT_A_SEGMENT.contains(nameOrId)
                && nameOrId.chars().noneMatch(Character::isISOControl)
                && nameOrId.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES;
    }

    private static LookupOutcome outcome(int status, JsonNode body) throws IOException {
        if (status == 200) {
            return new Found(new KnownRepository(
                    uuid(body.path("repo_id").asText()), body.path("repo_name").asText()));
        }
        // without a code it was another server that responded
        String code = body.path("code").asText("");
        String reason = body.path("error").asText("");
        return switch (code.isEmpty() ? 0 : status) {
            case 401 -> new Unauthenticated(code, reason);
            case 403 -> new Forbidden(code, reason);
            case 404 -> new Missing(reason);
            default -> new Unavailable("git-http returned status %d".formatted(status));
        };
    }

    private static UUID uuid(String text) throws IOException {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new IOException("git-http sent no repository id", e);
        }
    }
}
