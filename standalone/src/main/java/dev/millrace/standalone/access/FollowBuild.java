package dev.millrace.standalone.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.standalone.client.JsonClient;
import dev.millrace.standalone.client.UnexpectedAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Prints what the jobs of a build print, one job after the other, until it ends. */
final class FollowBuild {

    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final String NEXT = "Millrace-Log-Next";
    private static final String COMPLETE = "Millrace-Log-Complete";

    private final JsonClient client;
    private final URI gateway;
    private final String token;
    private final PrintStream out;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Set<String> printed = new HashSet<>();

    FollowBuild(JsonClient client, URI gateway, String token, PrintStream out) {
        this.client = client;
        this.gateway = gateway;
        this.token = token;
        this.out = out;
    }

    /** @return its final state */
    String untilItEnds(String build) {
        while (true) {
            JsonNode shown = client.get("/api/builds/" + build);
            String state = shown.path("state").asText();
            boolean ended = !state.equals("queued") && !state.equals("running");
            for (JsonNode job : shown.path("jobs")) {
                boolean begun = job.path("startedAt").isTextual()
                        && !job.path("carriedFrom").isTextual();
                if (begun && printed.add(job.path("name").asText())) {
                    out.println("--- " + job.path("name").asText());
                    print(job.path("log").asText());
                }
            }
            if (ended) {
                return state;
            }
            pause();
        }
    }

    private void print(String log) {
        Optional<Long> from = Optional.of(0L);
        while (from.isPresent()) {
            from = printFrom(log, from.get());
        }
    }

    /** @return where to continue; empty if the log is complete */
    private Optional<Long> printFrom(String log, long from) {
        HttpRequest request = HttpRequest.newBuilder(gateway.resolve(log + "?from=" + from))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .build();
        try {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() != 200) {
                    throw new UnexpectedAnswer("the log %s is answered with %d".formatted(log, response.statusCode()));
                }
                body.transferTo(out);
            }
            out.flush();
            boolean complete = response.headers()
                    .firstValue(COMPLETE)
                    .filter("true"::equals)
                    .isPresent();
            long next = response.headers().firstValueAsLong(NEXT).orElse(from);
            if (complete) {
                return Optional.empty();
            }
            if (next == from) {
                pause();
            }
            return Optional.of(next);
        } catch (IOException e) {
            throw new UnexpectedAnswer("the log %s cannot be read: %s".formatted(log, e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnexpectedAnswer("interrupted", e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(INTERVAL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnexpectedAnswer("interrupted", e);
        }
    }
}
