package dev.millrace.bench.abuse;

import dev.millrace.bench.platform.Latencies;
import dev.millrace.standalone.client.Team;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * A team that works during the attacks: each of its calls is made at a fixed interval, and its time counts from when it
 * was due.
 */
final class OtherTeam {

    static final String LS_REFS = "ls-refs";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Map<String, Call> calls = new LinkedHashMap<>();
    private final Map<String, List<Duration>> measured = new LinkedHashMap<>();
    private final Map<String, Integer> failures = new LinkedHashMap<>();

    private record Call(int expectedStatus, Supplier<HttpRequest> request) {}

    OtherTeam(URI gateway, Team team, String repository, Supplier<HttpRequest> delivery) {
        String token = team.token(repository, "git:read", "git:write", "repo:write", "org:read");
        calls.put(LS_REFS, new Call(200, () -> lsRefs(gateway, repository, token)));
        get(gateway, token, "repository", "/api/v1/repo");
        get(gateway, token, "builds", "/api/builds?repository=" + repository);
        get(gateway, token, "metrics", "/api/insights/metrics?repository=" + repository);
        get(gateway, token, "sync", "/api/syncs/" + repository.replace("/", "%2F"));
        calls.put("webhook", new Call(202, delivery));
        calls.keySet().forEach(name -> measured.put(name, new ArrayList<>()));
    }

    private void get(URI gateway, String token, String name, String path) {
        calls.put(
                name,
                new Call(
                        200,
                        () -> HttpRequest.newBuilder(gateway.resolve(path))
                                .timeout(TIMEOUT)
                                .header("Authorization", "Bearer " + token)
                                .build()));
    }

    private static HttpRequest lsRefs(URI gateway, String repository, String token) {
        String body = "0014command=ls-refs\n0016object-format=sha100010009peel\n000csymrefs\n0000";
        return HttpRequest.newBuilder(gateway.resolve("/" + repository + ".git/git-upload-pack"))
                .timeout(TIMEOUT)
                .header("Authorization", Target.basic(token))
                .header("Git-Protocol", "version=2")
                .header("Content-Type", "application/x-git-upload-pack-request")
                .POST(BodyPublishers.ofString(body, StandardCharsets.US_ASCII))
                .build();
    }

    /** Works for a while, each call once per interval, and discards earlier measurements. */
    void work(Duration length, Duration interval) throws InterruptedException {
        measured.values().forEach(List::clear);
        failures.clear();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Map.Entry<String, Call> call : calls.entrySet()) {
                clients.submit(() -> {
                    repeat(call.getKey(), call.getValue(), length, interval);
                    return null;
                });
            }
        }
    }

    private void repeat(String name, Call call, Duration length, Duration interval) throws InterruptedException {
        long start = System.nanoTime();
        long rounds = length.dividedBy(interval);
        for (long round = 0; round < rounds; round++) {
            long due = start + round * interval.toNanos();
            long ahead = due - System.nanoTime();
            if (ahead > 0) {
                Thread.sleep(Duration.ofNanos(ahead));
            }
            Optional<String> failure = failure(call);
            Duration took = Duration.ofNanos(System.nanoTime() - due);
            synchronized (this) {
                measured.computeIfAbsent(name, _ -> new ArrayList<>()).add(took);
                failure.ifPresent(cause -> {
                    failures.merge(name, 1, Integer::sum);
                    System.out.printf("%s: call %s of the other team: %s%n", Instant.now(), name, cause);
                });
            }
        }
    }

    private Optional<String> failure(Call call) throws InterruptedException {
        try {
            HttpResponse<String> response = http.send(call.request().get(), HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == call.expectedStatus()
                    ? Optional.empty()
                    : Optional.of("status " + response.statusCode() + ", " + response.body());
        } catch (IOException e) {
            return Optional.of(e.toString());
        }
    }

    Latencies latencies(String name) {
        return new Latencies(measured.getOrDefault(name, List.of()));
    }

    /** The largest p99 of all calls except ls-refs, in milliseconds. */
    long slowestOtherMillis() {
        return measured.keySet().stream()
                .filter(name -> !name.equals(LS_REFS))
                .mapToLong(name -> latencies(name).quantileMillis(0.99))
                .max()
                .orElseThrow();
    }

    int failed() {
        return failures.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        measured.keySet()
                .forEach(name -> text.append(
                        "  %-10s %s, %d failed%n".formatted(name, latencies(name), failures.getOrDefault(name, 0))));
        return text.toString();
    }
}
