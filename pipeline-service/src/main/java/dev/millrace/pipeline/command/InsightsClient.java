package dev.millrace.pipeline.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.kit.identity.PlatformTokens;
import dev.millrace.kit.identity.Scope;
import dev.millrace.pipeline.mirror.Mirror;
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
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Asks insights about the deployments of a repository. */
@Singleton
final class InsightsClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(1);
    private static final int LARGEST = 16 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String insights;
    private final PlatformTokens tokens;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    InsightsClient(
            @ConfigProperty(name = "millrace.urls.insights", defaultValue = "http://localhost:8085") URI insights,
            PlatformTokens tokens) {
        this.insights = insights.toString().replaceAll("/+$", "");
        this.tokens = tokens;
    }

    /**
     * The production deployments of a change, of the newest 500 of its repository.
     *
     * @param number of the change
     * @param from when it was opened
     * @param to now
     * @throws InterruptedException if this instance stops meanwhile
     */
    Deployed deployments(Mirror mirror, long number, Instant from, Instant to) throws InterruptedException {
        String token = tokens.mint(mirror.team(), mirror.name(), Set.of(Scope.GIT_READ), TOKEN_LIFETIME);
        String window = "repository=%s&from=%s&to=%s".formatted(encode(mirror.name()), second(from), second(to));
        try {
            return known(
                    read("deployments?limit=500&" + window, token),
                    read("metrics?metrics=deploymentFrequency,changeLeadTime&" + window, token),
                    number);
        } catch (Refused e) {
            return new Deployed.Unknown("insights respond with " + e.status());
        } catch (IOException e) {
            return new Deployed.Unknown("insights do not respond");
        }
    }

    private JsonNode read(String path, String token) throws IOException, Refused, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(insights + "/api/insights/" + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .build();
        HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw new Refused(response.statusCode());
            }
            return JSON.readTree(body.readNBytes(LARGEST));
        }
    }

    private static Deployed known(JsonNode deployments, JsonNode metrics, long number) {
        long count = 0;
        Optional<Instant> first = Optional.empty();
        for (JsonNode deployment : deployments.path("items")) {
            boolean ships = false;
            for (JsonNode change : deployment.path("changes")) {
                ships |= change.path("number").asLong() == number;
            }
            if (ships) {
                count++;
                // the newest comes first
                Optional<Instant> finished = time(deployment.path("finishedAt").asText(""));
                first = finished.isPresent() ? finished : first;
            }
        }
        return new Deployed.Known(
                count, first, number(metrics.at("/metrics/0/value")), number(metrics.at("/metrics/1/value")));
    }

    private static Optional<Double> number(JsonNode value) {
        return value.isNumber() ? Optional.of(value.asDouble()) : Optional.empty();
    }

    private static Optional<Instant> time(String written) {
        try {
            return Optional.of(Instant.parse(written));
        } catch (DateTimeParseException e) {
            // it has not finished
            return Optional.empty();
        }
    }

    private static Instant second(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS);
    }

    /** The response is no success. */
    private static final class Refused extends Exception {

        private static final long serialVersionUID = 1;

        private final int status;

        Refused(int status) {
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
