package dev.millrace.bench;

import dev.millrace.standalone.client.UnexpectedAnswer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Sends requests at a steady rate, whether or not earlier ones were answered. The time of each counts from the moment at
 * which it was due, so that a stall is charged to every request it held up and not only to the first.
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
     * Sends all of them and waits for all answers.
     *
     * @throws UnexpectedAnswer if any is answered otherwise, or not at all
     */
    Latencies measure(int expectedStatus, Supplier<HttpRequest> request) throws InterruptedException {
        long between = Duration.ofSeconds(1).toNanos() / perSecond;
        long count = length.toNanos() / between;
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
            answers.add(http.sendAsync(request.get(), HttpResponse.BodyHandlers.ofString())
                    .thenApply(answer -> timeOf(answer, expectedStatus, due)));
        }
        try {
            return new Latencies(answers.stream().map(CompletableFuture::join).toList());
        } catch (CompletionException e) {
            throw new UnexpectedAnswer("a request of the load failed: " + e.getCause(), e);
        }
    }

    private static Duration timeOf(HttpResponse<String> answer, int expectedStatus, long due) {
        if (answer.statusCode() != expectedStatus) {
            throw new UnexpectedAnswer("answered %d %s".formatted(answer.statusCode(), answer.body()));
        }
        return Duration.ofNanos(System.nanoTime() - due);
    }
}
