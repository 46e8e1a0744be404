package dev.millrace.bench.loop;

import dev.millrace.bench.platform.Latencies;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Sends requests at a steady rate, whether or not earlier ones were answered. The time of each counts from when it was
 * due, so that a stall is charged to every request that it delayed and not only to the first.
 */
final class SteadyLoad {

    private final HttpClient http;
    private final int perSecond;
    private final Duration length;

    SteadyLoad(HttpClient http, int perSecond, Duration length) {
        this.http = http;
        this.perSecond = perSecond;
        this.length = length;
    }

    /**
     * Result of the load.
     *
     * @param latencies of all requests; one without the expected response counts with the time until that was known
     * @param failures how many got another response, or none
     */
    record Outcome(Latencies latencies, int failures) {}

    /** Sends all of them and waits for all responses. */
    Outcome measure(int expectedStatus, Supplier<HttpRequest> request) throws InterruptedException {
        long between = Duration.ofSeconds(1).toNanos() / perSecond;
        long count = length.toNanos() / between;
        var failures = new AtomicInteger();
        var answers = new ArrayList<CompletableFuture<Duration>>();
        long start = System.nanoTime();
        for (long number = 0; number < count; number++) {
            long due = start + number * between;
            for (long ahead = due - System.nanoTime(); ahead > 0; ahead = due - System.nanoTime()) {
                LockSupport.parkNanos(ahead);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
            answers.add(http.sendAsync(request.get(), HttpResponse.BodyHandlers.discarding())
                    .handle((answer, failure) -> {
                        if (failure != null || answer.statusCode() != expectedStatus) {
                            failures.incrementAndGet();
                        }
                        return Duration.ofNanos(System.nanoTime() - due);
                    }));
        }
        var latencies =
                new Latencies(answers.stream().map(CompletableFuture::join).toList());
        return new Outcome(latencies, failures.get());
    }
}
