package dev.millrace.bench.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.standalone.client.JsonClient;
import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.client.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

/**
 * How deliveries of three days are recovered that GitHub could not deliver, believes to have delivered, or held back: how long it
 * takes, how many calls it needs, that each is requested exactly once and none that arrived, and that a second pass does nothing.
 */
public final class RecoveryBench {

    private static final String USAGE = "the options are --deliveries N and --spacing DURATION, for example 350ms";
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration TIMEOUT = Duration.ofHours(2);
    /** What GitHub keeps, without the time that the measurement may take. */
    private static final Duration HISTORY = Duration.ofHours(72).minus(TIMEOUT);

    private static final List<String> LOST = List.of("failed", "ok", "throttled");

    private final BenchPlatform platform;
    private final JsonClient forge;
    private final int deliveries;

    private RecoveryBench(BenchPlatform platform, int deliveries) {
        this.platform = platform;
        this.forge = JsonClient.of(platform.url("simulator"));
        this.deliveries = deliveries;
    }

    /** Runs the measurement. */
    public static void run(Path root, List<String> words) throws IOException, InterruptedException {
        int deliveries = 5_000;
        String spacing = "350ms";
        for (int at = 0; at + 1 < words.size(); at += 2) {
            String value = words.get(at + 1);
            switch (words.get(at)) {
                case "--deliveries" -> deliveries = number(value);
                case "--spacing" -> spacing = value;
                default -> throw new UnexpectedAnswer(USAGE);
            }
        }
        Map<String, String> settings = Map.of(
                "MILLRACE_INGEST_RECOVERY_INTERVAL",
                INTERVAL.toSeconds() + "s",
                "MILLRACE_INGEST_RECOVERY_GRACE",
                "5s",
                "MILLRACE_INGEST_RECOVERY_SPACING",
                spacing,
                "MILLRACE_INGEST_RECOVERY_GIVE_UP_AFTER",
                "72h",
                // the calls are counted here; with GitHub's limit, the rest would wait for an hour
                "SIMULATOR_RATE_LIMIT",
                "1000000");
        try (var platform = BenchPlatform.start(root, settings)) {
            new RecoveryBench(platform, deliveries).run();
        }
    }

    private static int number(String value) {
        if (!value.matches("[1-9]\\d{0,5}")) {
            throw new UnexpectedAnswer(USAGE);
        }
        return Integer.parseInt(value);
    }

    private void run() throws IOException, InterruptedException {
        long before = stored();
        int delivered = deliveries / 4;
        Instant now = Instant.now();
        for (int kind = 0; kind < LOST.size(); kind++) {
            lose(LOST.get(kind), share(kind), now);
        }
        for (int number = 0; number < delivered; number++) {
            forge.ask("POST", "/_sim/ping", Optional.of(Map.of()));
        }
        int missing = deliveries;
        readHistoryAgain();
        long start = System.nanoTime();
        Waiting.until(
                TIMEOUT,
                "all deliveries to be stored",
                () -> Optional.of(stored() - before).filter(stored -> stored == deliveries + delivered));
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        Map<String, Integer> requested = redeliveries();
        double calls = calls();
        // whatever the next passes request is too much
        TimeUnit.SECONDS.sleep(3 * INTERVAL.toSeconds());
        Map<String, Integer> later = redeliveries();
        long twice = later.values().stream().filter(times -> times > 1).count();
        System.out.printf(
                "%d deliveries, of which %d were lost: stored after %d s, with %.0f calls, of which %d were redeliveries%n",
                deliveries + delivered, missing, seconds, calls, requested.size());
        System.out.printf(
                "RESULT recovery missing=%d requested=%d twice=%d later=%d calls=%.0f s=%d%n",
                missing, requested.size(), twice, later.size() - requested.size(), calls, seconds);
    }

    private int share(int kind) {
        return deliveries / LOST.size() + (kind < deliveries % LOST.size() ? 1 : 0);
    }

    /** @param recordedAs how the forge records that it dropped them, evenly over {@link #HISTORY} */
    private void lose(String recordedAs, int count, Instant now) {
        forge.post("/_sim/faults", Map.of("kind", "drop", "event", "ping", "recordedAs", recordedAs));
        for (int number = 0; number < count; number++) {
            Instant at = now.minus(HISTORY.multipliedBy(number).dividedBy(count));
            forge.ask("POST", "/_sim/ping", Optional.of(Map.of("at", at.toString())));
        }
        forge.ask("DELETE", "/_sim/faults", Optional.empty());
    }

    /** The connection was new when the first pass read the list, without the deliveries that are dated back here. */
    private void readHistoryAgain() {
        update("update ingest.recovery set watermark = now() - interval '72 hours', next_pass_at = now()");
    }

    /** How often the forge was asked to deliver each delivery again, by GUID. */
    private Map<String, Integer> redeliveries() {
        Map<String, Integer> times = new HashMap<>();
        StreamSupport.stream(forge.get("/_sim/deliveries?event=ping").spliterator(), false)
                .filter(delivery -> delivery.path("redelivery").asBoolean())
                .map(delivery -> delivery.path("guid").asText())
                .forEach(guid -> times.merge(guid, 1, Integer::sum));
        return times;
    }

    /** Calls to the forge's API that recovery made, as ingest counts them. */
    private double calls() {
        JsonNode metrics = JsonClient.of(platform.url("ingest-management")).get("/q/metrics");
        return metrics.asText()
                .lines()
                .filter(line -> line.startsWith("millrace_ingest_recovery_calls_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private long stored() {
        return withDatabase(statement -> {
            try (var rows = statement.executeQuery("select count(*) from ingest.webhook_inbox where event = 'ping'")) {
                rows.next();
                return rows.getLong(1);
            }
        });
    }

    private void update(String sql) {
        withDatabase(statement -> statement.executeLargeUpdate(sql));
    }

    private long withDatabase(Work work) {
        try (var connection = DriverManager.getConnection(
                        platform.fact("database-url"),
                        platform.fact("database-user"),
                        platform.fact("database-password"));
                var statement = connection.createStatement()) {
            return work.with(statement);
        } catch (SQLException e) {
            throw new UnexpectedAnswer("the database cannot be used: " + e.getMessage(), e);
        }
    }

    @FunctionalInterface
    private interface Work {
        long with(Statement statement) throws SQLException;
    }
}
