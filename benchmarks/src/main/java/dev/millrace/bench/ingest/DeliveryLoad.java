package dev.millrace.bench.ingest;

import dev.millrace.bench.platform.Latencies;
import dev.millrace.standalone.client.UnexpectedAnswer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends deliveries over connections that are kept, at a steady rate or one after the other on each connection. At a rate, the time
 * of each counts from when it was due, so that a stall is charged to every delivery that it delayed.
 */
final class DeliveryLoad {

    private final URI address;
    private final Corpus corpus;
    private final int connections;

    DeliveryLoad(URI address, Corpus corpus, int connections) {
        this.address = address;
        this.corpus = corpus;
        this.connections = connections;
    }

    /**
     * Result of a load.
     *
     * @param statuses how many responses had each status; 0 for no response
     * @param took from the first delivery to the last response
     * @param sentAt {@link System#nanoTime} of each acknowledged delivery, by its GUID; only at a rate
     */
    record Outcome(Latencies latencies, Map<Integer, Long> statuses, Duration took, Map<String, Long> sentAt) {

        /** Responses with a 2xx, of every second. */
        long acceptedPerSecond() {
            return Math.round(accepted() / seconds());
        }

        long accepted() {
            return statuses.entrySet().stream()
                    .filter(entry -> entry.getKey() / 100 == 2)
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }

        /** Responses with this status, of every second. */
        long perSecond(int status) {
            return Math.round(statuses.getOrDefault(status, 0L) / seconds());
        }

        private double seconds() {
            return took.toNanos() / 1e9;
        }
    }

    /** So many deliveries a second. */
    Outcome atRate(int perSecond, Duration length) throws InterruptedException {
        long between = Duration.ofSeconds(1).toNanos() / perSecond;
        return run(length.toNanos() / between, between, Long.MAX_VALUE);
    }

    /** As many as are responded to. */
    Outcome saturating(Duration length) throws InterruptedException {
        return run(Long.MAX_VALUE, 0, length.toNanos());
    }

    private Outcome run(long count, long between, long longest) throws InterruptedException {
        var next = new AtomicLong();
        var statuses = new ConcurrentHashMap<Integer, Long>();
        var sentAt = new ConcurrentHashMap<String, Long>();
        long start = System.nanoTime();
        List<Duration> measured = new ArrayList<>();
        try (var clients = Executors.newFixedThreadPool(connections)) {
            List<Future<List<Duration>>> running = new ArrayList<>();
            for (int client = 0; client < connections; client++) {
                running.add(clients.submit(() -> {
                    List<Duration> latencies = new ArrayList<>();
                    try (var connection = new KeptConnection(address)) {
                        for (long number = next.getAndIncrement();
                                number < count && System.nanoTime() - start < longest;
                                number = next.getAndIncrement()) {
                            long due = between == 0 ? System.nanoTime() : start + number * between;
                            await(due);
                            UUID guid = UUID.randomUUID();
                            int status = send(connection, corpus.get(number).request(guid));
                            latencies.add(Duration.ofNanos(System.nanoTime() - due));
                            statuses.merge(status, 1L, Long::sum);
                            if (between > 0 && status / 100 == 2) {
                                sentAt.put(guid.toString(), due);
                            }
                        }
                    }
                    return latencies;
                }));
            }
            for (Future<List<Duration>> one : running) {
                measured.addAll(one.get());
            }
        } catch (ExecutionException e) {
            throw new UnexpectedAnswer("a client failed: " + e.getCause(), e);
        }
        return new Outcome(new Latencies(measured), statuses, Duration.ofNanos(System.nanoTime() - start), sentAt);
    }

    private static int send(KeptConnection connection, byte[] request) throws IOException {
        try {
            return connection.send(request);
        } catch (IOException e) {
            connection.reopen();
            return 0;
        }
    }

    private static void await(long due) throws InterruptedException {
        for (long ahead = due - System.nanoTime(); ahead > 0; ahead = due - System.nanoTime()) {
            LockSupport.parkNanos(ahead);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }
}
