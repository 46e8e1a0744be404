package dev.millrace.bench.ingest;

import dev.millrace.bench.git.ProcessorTime;
import dev.millrace.bench.ingest.DeliveryLoad.Outcome;
import dev.millrace.bench.ingest.IngestOptions.Case;
import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.bench.platform.Latencies;
import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.client.Waiting;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How fast webhooks are acknowledged, with GitHub's real payloads sent to the gateway: at 200 and 1,000 a second, and as many as
 * are accepted, compared with a receiver that verifies them and stores nothing, and with what the same PostgreSQL inserts. Each
 * delivery that was acknowledged must be stored in the end.
 */
public final class IngestBench {

    private static final String PATH = "/webhooks/github";
    private static final int CONNECTIONS = 32;
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration SETTLE_TIMEOUT = Duration.ofMinutes(10);
    private static final int LARGE_BODIES = 10;
    private static final int LARGE = 25 * 1024 * 1024;
    /** All deliveries come from one address here, as they never do. */
    private static final Map<String, String> NO_RATE_LIMIT = Map.of("MILLRACE_GATEWAY_RATE_PER_ADDRESS", "0");

    private final Path root;
    private final BenchPlatform platform;
    private final IngestOptions options;
    private final String secret;
    private final URI gateway;
    private final Corpus corpus;
    private final List<String> results = new ArrayList<>();
    private long acknowledged;

    private IngestBench(Path root, BenchPlatform platform, IngestOptions options, Corpus corpus) throws IOException {
        this.root = root;
        this.platform = platform;
        this.options = options;
        this.secret = platform.key("webhook-secret");
        this.gateway = platform.url("gateway").resolve(PATH);
        this.corpus = corpus;
    }

    /** Runs the measurement. */
    public static void run(Path root, List<String> words) throws IOException, InterruptedException {
        var options = IngestOptions.of(words);
        Path packages = NodePeer.packages(root);
        try (var platform = BenchPlatform.start(root, NO_RATE_LIMIT)) {
            Corpus corpus = Corpus.read(packages, PATH, platform.key("webhook-secret"));
            new IngestBench(root, platform, options, corpus).run();
        }
    }

    private void run() throws IOException, InterruptedException {
        System.out.printf("%d payloads, %d bytes on average%n", corpus.count(), corpus.meanBytes());
        long before = stored();
        var warmUp = load(gateway, corpus).saturating(WARM_UP);
        acknowledged += warmUp.accepted();
        settle();
        if (options.has(Case.RATES)) {
            rates();
        }
        if (options.has(Case.SATURATION)) {
            saturation();
        }
        if (options.has(Case.REJECTED)) {
            rejected();
        }
        if (options.has(Case.BODIES)) {
            bodies();
        }
        long lost = acknowledged - (stored() - before);
        results.add("RESULT ingest acknowledged=%d lost=%d".formatted(acknowledged, lost));
        results.forEach(System.out::println);
    }

    private void rates() throws InterruptedException {
        Outcome slow;
        Latencies normalized;
        try (var events = NormalizedEvents.follow(platform)) {
            slow = atRate(200);
            settle();
            normalized = normalized(slow, events);
        }
        System.out.println("from due to the first event on Kafka, 200/s: " + normalized);
        Outcome fast = atRate(1000);
        settle();
        results.add("RESULT ingest rate200 p99_ms=%d".formatted(slow.latencies().quantileMillis(0.99)));
        results.add(
                "RESULT ingest rate1000 p99_ms=%d".formatted(fast.latencies().quantileMillis(0.99)));
        results.add("RESULT ingest normalized p99_ms=%d".formatted(normalized.quantileMillis(0.99)));
    }

    private Outcome atRate(int perSecond) throws InterruptedException {
        Duration used = processorTime("ingest", "gateway");
        Outcome outcome = load(gateway, corpus).atRate(perSecond, length());
        acknowledged += outcome.accepted();
        System.out.printf(
                "%d/s for %d s: %s, responses %s, processor time of gateway and ingest %.2f ms each%n",
                perSecond,
                options.seconds(),
                outcome.latencies(),
                outcome.statuses(),
                millisEach(used, outcome.accepted(), "ingest", "gateway"));
        return outcome;
    }

    private static Latencies normalized(Outcome sent, NormalizedEvents events) {
        Map<String, Long> arrived = events.arrivedAt();
        List<Duration> took = sent.sentAt().entrySet().stream()
                .flatMap(
                        entry -> Optional.ofNullable(arrived.get(entry.getKey()))
                                .map(at -> Duration.ofNanos(at - entry.getValue()))
                                .stream())
                .toList();
        return new Latencies(took);
    }

    private void saturation() throws IOException, InterruptedException {
        Duration used = processorTime("ingest", "gateway");
        Outcome ours = load(gateway, corpus).saturating(length());
        acknowledged += ours.accepted();
        double each = millisEach(used, ours.accepted(), "ingest", "gateway");
        System.out.printf(
                "saturated: %d/s, %s, responses %s, processor time of gateway and ingest %.2f ms each%n",
                ours.acceptedPerSecond(), ours.latencies(), ours.statuses(), each);
        settle();
        long peer;
        try (var node = NodePeer.start(root, secret)) {
            load(node.address(), corpus).saturating(Duration.ofSeconds(5));
            Duration nodeUsed = ProcessorTime.of(node.process());
            Outcome theirs = load(node.address(), corpus).saturating(length());
            peer = theirs.acceptedPerSecond();
            System.out.printf(
                    "Octokit's receiver, which stores nothing: %d/s, %s, responses %s, processor time %.2f ms each%n",
                    peer,
                    theirs.latencies(),
                    theirs.statuses(),
                    ProcessorTime.of(node.process()).minus(nodeUsed).toNanos() / 1e6 / theirs.accepted());
        }
        var database = new InsertRate(
                platform.fact("database-url"), platform.fact("database-user"), platform.fact("database-password"));
        long inserts = database.measure(corpus, CONNECTIONS, length());
        System.out.printf("PostgreSQL alone: %d rows/s%n", inserts);
        results.add("RESULT ingest saturation per_s=%d peer_per_s=%d insert_per_s=%d"
                .formatted(ours.acceptedPerSecond(), peer, inserts));
    }

    private void rejected() throws IOException, InterruptedException {
        Corpus forged = Corpus.read(NodePeer.packages(root), PATH, "another secret");
        Duration used = processorTime("ingest", "gateway");
        Outcome outcome = load(gateway, forged).saturating(length());
        long count = outcome.statuses().getOrDefault(401, 0L);
        System.out.printf(
                "wrong signatures: %s, responses %s, processor time of gateway and ingest %.2f ms each%n",
                outcome.latencies(), outcome.statuses(), millisEach(used, count, "ingest", "gateway"));
        results.add("RESULT ingest rejected per_s=%d".formatted(outcome.perSecond(401)));
    }

    private void bodies() throws InterruptedException {
        String filler = "x".repeat(LARGE - 100);
        var large = Corpus.of(Corpus.Signed.of(PATH, "ping", "{\"zen\":\"%s\"}".formatted(filler), secret));
        Outcome outcome = load(gateway, large, LARGE_BODIES).atRate(1000, Duration.ofMillis(LARGE_BODIES));
        acknowledged += outcome.accepted();
        System.out.printf(
                "%d bodies of 25 MiB at once: %s, responses %s%n",
                LARGE_BODIES, outcome.latencies(), outcome.statuses());
        results.add("RESULT ingest bodies accepted=%d of=%d max_ms=%d"
                .formatted(outcome.accepted(), LARGE_BODIES, outcome.latencies().quantileMillis(1)));
    }

    private DeliveryLoad load(URI address, Corpus deliveries) {
        return load(address, deliveries, CONNECTIONS);
    }

    private static DeliveryLoad load(URI address, Corpus deliveries, int connections) {
        return new DeliveryLoad(address, deliveries, connections);
    }

    private Duration length() {
        return Duration.ofSeconds(options.seconds());
    }

    private double millisEach(Duration before, long count, String... services) {
        return processorTime(services).minus(before).toNanos() / 1e6 / Math.max(1, count);
    }

    private Duration processorTime(String... services) {
        return Stream.of(services)
                .flatMap(name -> platform.find(name).stream())
                .map(ProcessorTime::of)
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Waits until every stored delivery is published, so that one load does not burden the next. */
    private void settle() throws InterruptedException {
        Waiting.until(
                SETTLE_TIMEOUT,
                "all deliveries to be published",
                () -> Optional.of(number("select count(*) from ingest.webhook_inbox where published_at is null"))
                        .filter(waiting -> waiting == 0));
    }

    private long stored() {
        return number("select count(*) from ingest.webhook_inbox");
    }

    private long number(String sql) {
        try (var connection = DriverManager.getConnection(
                        platform.fact("database-url"),
                        platform.fact("database-user"),
                        platform.fact("database-password"));
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new UnexpectedAnswer("cannot count in the database: " + e.getMessage(), e);
        }
    }
}
