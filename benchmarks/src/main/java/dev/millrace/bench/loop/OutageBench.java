package dev.millrace.bench.loop;

import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.bench.platform.BenchTeam;
import dev.millrace.bench.platform.SignedDelivery;
import dev.millrace.bench.platform.Tool;
import dev.millrace.standalone.client.JsonClient;
import dev.millrace.standalone.client.UnexpectedAnswer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Deliveries at a steady rate while PostgreSQL and then Kafka do not respond for a minute each, the forge's API fails for ten, the
 * webhook secret is rotated, and ingest is killed 50 times. A delivery that is not acknowledged is sent again, as its forge would
 * redeliver it. Afterwards every acknowledged one must be stored and have its effects, and the events must be in the order in
 * which the deliveries were stored.
 */
public final class OutageBench {

    private static final int A_SECOND = 5;
    private static final int PUSHES_TO_A_CHANGE = 20;
    private static final Duration INFRASTRUCTURE = Duration.ofSeconds(60);
    private static final Duration QUIET = Duration.ofSeconds(10);
    private static final int KILLS = 50;
    private static final Duration RESTART_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration SETTLE_TIMEOUT = Duration.ofMinutes(20);
    private static final Duration BEFORE_REDELIVERY = Duration.ofSeconds(1);
    private static final Map<String, String> SETTINGS = Map.of("MILLRACE_PIPELINE_CHECK_WRITE_SPACING", "20ms");

    private final BenchPlatform platform;
    private final BenchTeam team;
    private final Duration forgeOutage;
    private final JsonClient administrator;
    private final JsonClient forge;
    private volatile String secret;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private volatile boolean ended;

    private OutageBench(BenchPlatform platform, BenchTeam team, Duration forgeOutage) throws IOException {
        this.platform = platform;
        this.team = team;
        this.forgeOutage = forgeOutage;
        this.administrator = JsonClient.of(platform.url("gateway")).withBearer(platform.key("administrator-token"));
        this.forge = JsonClient.of(platform.url("simulator"));
        this.secret = platform.key("webhook-secret");
    }

    /** Runs the measurement. */
    public static void run(Path root, List<String> words) throws IOException, InterruptedException {
        Duration forgeOutage = Duration.ofMinutes(10);
        if (!words.isEmpty()) {
            if (words.size() != 2
                    || !words.getFirst().equals("--forge-minutes")
                    || !words.get(1).matches("\\d{1,3}")) {
                throw new UnexpectedAnswer("the only option is --forge-minutes N");
            }
            forgeOutage = Duration.ofMinutes(Long.parseLong(words.get(1)));
        }
        try (var platform = BenchPlatform.start(root, SETTINGS)) {
            new OutageBench(platform, BenchTeam.join(platform, root), forgeOutage).run();
        }
    }

    private void run() throws InterruptedException {
        var occurrences = Occurrences.of(team);
        var sent = new ArrayList<Future<Integer>>();
        int pushes = 0;
        int changes = 0;
        int attempts = 0;
        try (var beside = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> trouble = beside.submit(() -> {
                try {
                    trouble();
                } finally {
                    ended = true;
                }
                return null;
            });
            while (!ended) {
                SignedDelivery next = (pushes + changes) % PUSHES_TO_A_CHANGE == 0
                        ? occurrences.change(changes++)
                        : occurrences.push(pushes++);
                sent.add(beside.submit(() -> sendUntilAcknowledged(next)));
                TimeUnit.MILLISECONDS.sleep(1000 / A_SECOND);
            }
            BenchPlatform.join(trouble);
            for (Future<Integer> one : sent) {
                BenchPlatform.join(one);
                attempts += one.resultNow();
            }
        }
        System.out.printf("%d deliveries acknowledged with %d attempts%n", sent.size(), attempts);
        var expected = new Effects.Expected(
                team.repository(),
                IntStream.range(0, pushes).mapToObj(Occurrences::ref).toList(),
                IntStream.range(0, changes).mapToObj(Occurrences::changeNumber).toList());
        Effects.Count count = new Effects(platform, team.forge(), expected).countWhenSettled(SETTLE_TIMEOUT);
        System.out.println(count.table());
        List<String> stored = storedInOrder();
        long missing =
                acknowledged.stream().filter(guid -> !stored.contains(guid)).count();
        System.out.printf(
                "RESULT outage acknowledged=%d not_stored=%d lost=%d duplicated=%d out_of_order=%d%n",
                acknowledged.size(), missing, count.lost(), count.duplicated(), outOfOrder(stored));
    }

    private void trouble() throws InterruptedException {
        quiet();
        pause("postgresql");
        quiet();
        pause("kafka");
        quiet();
        rotateSecret();
        quiet();
        System.out.printf("the forge's API fails for %d min%n", forgeOutage.toMinutes());
        forge.post("/_sim/faults", Map.of("kind", "server-error", "status", 503));
        TimeUnit.NANOSECONDS.sleep(forgeOutage.toNanos());
        forge.ask("DELETE", "/_sim/faults", Optional.empty());
        for (int kill = 1; kill <= KILLS; kill++) {
            System.out.printf("kill -9 ingest, %d of %d%n", kill, KILLS);
            platform.kill("ingest", RESTART_TIMEOUT);
        }
        quiet();
    }

    private static void quiet() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(QUIET.toNanos());
    }

    /** Connections stay open and nothing responds, which is worse than a process that has ended. */
    private void pause(String name) throws InterruptedException {
        System.out.printf("%s does not respond for %d s%n", name, INFRASTRUCTURE.toSeconds());
        ProcessHandle root = platform.find(name).orElseThrow();
        List<String> pids = Stream.concat(Stream.of(root), root.descendants())
                .map(process -> Long.toString(process.pid()))
                .toList();
        signal("-STOP", pids);
        try {
            TimeUnit.NANOSECONDS.sleep(INFRASTRUCTURE.toNanos());
        } finally {
            signal("-CONT", pids);
        }
    }

    private static void signal(String signal, List<String> pids) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", signal));
        command.addAll(pids);
        Tool.run(command, Path.of("."));
    }

    /** Another secret beside the old one, then the deliveries with it. */
    private void rotateSecret() {
        String connection =
                administrator.get("/api/connections").path(0).path("id").asText();
        System.out.println("another webhook secret");
        String added = administrator
                .post("/api/connections/%s/secrets".formatted(connection), Map.of("purpose", "webhook"))
                .path("value")
                .asText();
        secret = added;
    }

    private int sendUntilAcknowledged(SignedDelivery delivery) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            if (isAcknowledged(delivery)) {
                acknowledged.add(delivery.guid().toString());
                return attempt;
            }
            TimeUnit.NANOSECONDS.sleep(BEFORE_REDELIVERY.toNanos());
        }
    }

    private boolean isAcknowledged(SignedDelivery delivery) throws InterruptedException {
        try {
            var request = delivery.request(platform.url("gateway").resolve("/webhooks/github"), secret);
            return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode() / 100 == 2;
        } catch (IOException e) {
            return false; // unavailable, or too slow
        }
    }

    private List<String> storedInOrder() {
        try (var connection = DriverManager.getConnection(
                        platform.fact("database-url"),
                        platform.fact("database-user"),
                        platform.fact("database-password"));
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select guid from ingest.webhook_inbox order by id")) {
            var guids = new LinkedHashSet<String>();
            while (rows.next()) {
                guids.add(rows.getString(1));
            }
            return List.copyOf(guids);
        } catch (SQLException e) {
            throw new UnexpectedAnswer("cannot read the inbox: " + e.getMessage(), e);
        }
    }

    /** Events of the repository that are on Kafka before that of a delivery that was stored earlier. */
    private long outOfOrder(List<String> stored) {
        Map<String, Integer> positions = new HashMap<>();
        for (String guid : stored) {
            positions.put(guid, positions.size());
        }
        long wrong = 0;
        int newest = -1;
        for (String guid : publishedInOrder()) {
            int position = positions.getOrDefault(guid, -1);
            if (acknowledged.contains(guid)) {
                wrong += position < newest ? 1 : 0;
                newest = Math.max(newest, position);
            }
        }
        return wrong;
    }

    /** GUIDs in the order of the raw records; all deliveries are of one repository, so of one partition. */
    private Set<String> publishedInOrder() {
        var guids = new LinkedHashSet<String>();
        try (var consumer =
                new KafkaConsumer<>(platform.kafkaClient(), new StringDeserializer(), new ByteArrayDeserializer())) {
            for (var info : consumer.partitionsFor("forge.raw")) {
                var partition = new TopicPartition(info.topic(), info.partition());
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                long end = Optional.ofNullable(
                                consumer.endOffsets(List.of(partition)).get(partition))
                        .orElseThrow();
                while (consumer.position(partition) < end) {
                    for (var one : consumer.poll(Duration.ofSeconds(1))) {
                        var header = one.headers().lastHeader("ce_millracedelivery");
                        if (header != null) {
                            guids.add(new String(header.value(), StandardCharsets.US_ASCII));
                        }
                    }
                }
            }
        }
        return guids;
    }
}
