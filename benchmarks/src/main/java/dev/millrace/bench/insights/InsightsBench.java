package dev.millrace.bench.insights;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.bench.platform.Latencies;
import dev.millrace.standalone.client.JsonClient;
import dev.millrace.standalone.client.Team;
import dev.millrace.standalone.client.UnexpectedAnswer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How fast dashboards get their numbers through the gateway, for one repository, for the repositories of one organization, for all
 * of the team, and as days of 90 days in three zones, by 1, 4 and 8 clients at once; compared with {@code percentile_cont} over the
 * same rows in the same PostgreSQL, which also gives the numbers that the answers must equal.
 */
public final class InsightsBench {

    private static final String TEAM = "bench";
    private static final List<Integer> CLIENTS = List.of(1, 4, 8);
    private static final List<String> ZONES = List.of("UTC", "America/New_York", "Asia/Kathmandu");
    private static final int CHECKED = 20;
    private static final int WARM_UP = 20;
    private static final Map<String, String> NO_RATE_LIMIT = Map.of("MILLRACE_GATEWAY_RATE_PER_ADDRESS", "0");

    private final InsightsOptions options;
    private final FactTables tables;
    private final JsonClient client;
    private final List<String> results = new ArrayList<>();

    private InsightsBench(InsightsOptions options, FactTables tables, JsonClient client) {
        this.options = options;
        this.tables = tables;
        this.client = client;
    }

    /** Runs the measurement. */
    public static void run(Path root, List<String> words) throws IOException, InterruptedException {
        var options = InsightsOptions.of(words);
        try (var platform = BenchPlatform.start(root, NO_RATE_LIMIT)) {
            var team = Team.make(TEAM, platform.url("gateway"), platform.key("administrator-token"), Clock.systemUTC());
            var tables = new FactTables(platform, TEAM);
            tables.fill(options);
            var client = JsonClient.of(platform.url("gateway")).withBearer(team.token("org", "org:read"));
            new InsightsBench(options, tables, client).run();
        }
    }

    /** A kind of query: what it asks about, and the condition that selects the same rows. */
    private record Kind(String name, boolean isSeries) {}

    /** One query, and the statement that gives its median. */
    private record Asked(String path, String sql) {}

    private void run() throws InterruptedException {
        for (Kind kind : List.of(
                new Kind("repository", false),
                new Kind("organization", false),
                new Kind("team", false),
                new Kind("series", true))) {
            measure(kind);
        }
        results.add("RESULT insights database_mb=%d"
                .formatted(tables.number("select pg_total_relation_size('insights.history_item')"
                                + " + pg_total_relation_size('insights.history_deployment')"
                                + " + pg_total_relation_size('insights.rollup')")
                        / 1_000_000));
        results.forEach(System.out::println);
    }

    private void measure(Kind kind) throws InterruptedException {
        var random = new Random(kind.name().hashCode());
        check(kind, random);
        Latencies plain = plain(kind, random);
        Latencies most = null;
        for (int clients : CLIENTS) {
            most = ask(kind, clients);
            System.out.printf("%s, %d clients: %s%n", kind.name(), clients, most);
        }
        System.out.printf("%s, percentile_cont, 1 client: %s%n", kind.name(), plain);
        results.add(String.format(
                Locale.ROOT,
                "RESULT insights %s p99_ms=%d ratio=%.2f",
                kind.name(),
                most == null ? 0 : most.quantileMillis(0.99),
                (double) plain.quantile(0.5).toNanos()
                        / ask(kind, 1).quantile(0.5).toNanos()));
    }

    /** The answers must be the numbers of the plain statement. */
    private void check(Kind kind, Random random) {
        for (int nth = 0; nth < CHECKED && !kind.isSeries(); nth++) {
            Asked asked = asked(kind, random);
            JsonNode value = client.get(asked.path()).path("metrics").path(0).path("value");
            String expected = tables.text(asked.sql()).orElse("null");
            boolean same = value.isNull()
                    ? expected.equals("null")
                    : Math.abs(value.asDouble() - Double.parseDouble(expected)) < 1e-6 * Math.max(1, value.asDouble());
            if (!same) {
                throw new UnexpectedAnswer(
                        "%s gives %s, and percentile_cont %s".formatted(asked.path(), value, expected));
            }
        }
    }

    private Latencies plain(Kind kind, Random random) {
        List<Duration> times = new ArrayList<>();
        for (int nth = 0; nth < CHECKED; nth++) {
            String sql = asked(kind, random).sql();
            times.add(timed(() -> tables.text(sql)));
        }
        return new Latencies(times);
    }

    private Latencies ask(Kind kind, int clients) throws InterruptedException {
        try (var threads = Executors.newFixedThreadPool(clients)) {
            List<Future<List<Duration>>> running = new ArrayList<>();
            for (int nth = 0; nth < clients; nth++) {
                var random = new Random(31L * clients + nth);
                running.add(threads.submit(() -> askInTurn(kind, random, options.queries() / clients)));
            }
            List<Duration> times = new ArrayList<>();
            for (Future<List<Duration>> one : running) {
                times.addAll(one.get());
            }
            return new Latencies(times);
        } catch (ExecutionException e) {
            throw new UnexpectedAnswer("a client failed: " + e.getCause(), e);
        }
    }

    private List<Duration> askInTurn(Kind kind, Random random, int queries) {
        List<Duration> times = new ArrayList<>();
        for (int nth = 0; nth < WARM_UP + Math.max(1, queries); nth++) {
            String path = asked(kind, random).path();
            Duration time = timed(() -> client.get(path));
            if (nth >= WARM_UP) {
                times.add(time);
            }
        }
        return times;
    }

    private static Duration timed(Callable<?> work) {
        long start = System.nanoTime();
        try {
            work.call();
        } catch (Exception e) {
            throw new UnexpectedAnswer("a query failed: " + e.getMessage(), e);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** 90 days from a random day on. */
    private Asked asked(Kind kind, Random random) {
        LocalDate from = LocalDate.of(2024, 2, 1).plusDays(random.nextInt(500));
        LocalDate to = from.plusDays(90);
        int repository = (int) (options.repositories() * Math.pow(random.nextDouble(), 3));
        String organization = "org-" + repository % 100;
        String zone = kind.isSeries() ? ZONES.get(random.nextInt(ZONES.size())) : "UTC";
        String scope = switch (kind.name()) {
            case "repository" -> "repository=" + organization + "/repo-" + repository;
            case "organization" -> "organization=" + organization;
            default -> "scope=team";
        };
        String rows = switch (kind.name()) {
            case "repository" ->
                "history_id = (select history_id from insights.history join insights.repository on history_key = 'millrace:'"
                        + " || id where name = '" + organization + "/repo-" + repository + "')";
            case "organization" ->
                "owner_population = (select population_id from insights.population where owner = '" + organization
                        + "')";
            default ->
                "team_population = (select population_id from insights.population where owner = '' and team = '" + TEAM
                        + "')";
        };
        String where =
                " from insights.history_item where " + rows + " and metric = 1 and tier = 0 and state = 0 and actor < 2"
                        + " and at >= timestamp '" + from + "' at time zone '" + zone + "' and at < timestamp '" + to
                        + "' at time zone '"
                        + zone + "'";
        String quantiles =
                "select (percentile_cont(array[0.5, 0.75, 0.9, 0.95]) within group (order by micros / 1e6::float8))[1]";
        return new Asked(
                "/api/insights/metrics?metrics=changeLeadTime&%s&from=%s&to=%s&zone=%s&interval=%s"
                        .formatted(scope, from, to, zone, kind.isSeries() ? "day" : "all"),
                kind.isSeries()
                        ? "select count(*) from (" + quantiles + where + " group by date_trunc('day', at, '" + zone
                                + "')) as days"
                        : quantiles + where);
    }
}
