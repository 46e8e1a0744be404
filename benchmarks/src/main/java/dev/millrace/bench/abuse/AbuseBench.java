package dev.millrace.bench.abuse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.bench.platform.BenchTeam;
import dev.millrace.bench.platform.SignedDelivery;
import dev.millrace.standalone.client.GitCommand;
import dev.millrace.standalone.client.JsonClient;
import dev.millrace.standalone.client.Team;
import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.client.Waiting;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Hostile callers on every public route of a running platform, for an hour: whether a process ends, how much of its
 * heap each uses, and how long the calls of another team take meanwhile, compared with the same calls before.
 */
public final class AbuseBench {

    private static final Duration BEFORE = Duration.ofMinutes(1);
    private static final Duration BETWEEN_CALLS = Duration.ofMillis(250);
    private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(5);
    private static final Duration REPORT_LENGTH = Duration.ofMinutes(5);
    private static final Duration KEY_DEADLINE = Duration.ofMinutes(1);
    private static final String OWN_REPOSITORY = "mallory/own";

    private final BenchPlatform platform;
    private final AbuseOptions options;
    private final OtherTeam others;
    private final Target target;
    private final Answers answers = new Answers();

    private AbuseBench(BenchPlatform platform, AbuseOptions options, OtherTeam others, Target target) {
        this.platform = platform;
        this.options = options;
        this.others = others;
        this.target = target;
    }

    /**
     * Runs the measurement.
     *
     * @param options {@code --minutes N} for another length than an hour, {@code --attacks NAME,NAME...} for some
     *     attacks only, {@code --idle N} for another number of idle connections than 200
     */
    public static void run(Path root, List<String> options) throws IOException, InterruptedException {
        AbuseOptions read = AbuseOptions.of(options);
        try (var platform = BenchPlatform.start(root, Map.of())) {
            var team = BenchTeam.join(platform, root);
            JsonNode payload = team.forge().newestPayload("push");
            String secret = platform.key("webhook-secret");
            URI webhooks = platform.url("gateway").resolve("/webhooks/github");
            var others = new OtherTeam(
                    platform.url("gateway"),
                    team.team(),
                    team.repository(),
                    () -> new SignedDelivery(UUID.randomUUID(), "push", payload.toString()).request(webhooks, secret));
            new AbuseBench(platform, read, others, attackers(platform)).run();
        }
    }

    /** A team that owns one small repository. */
    private static Target attackers(BenchPlatform platform) throws IOException, InterruptedException {
        URI gateway = platform.url("gateway");
        var team = Team.make("mallory", gateway, platform.key("administrator-token"), Clock.systemUTC());
        String token = team.token(OWN_REPOSITORY, "git:read", "git:write", "repo:write", "org:read");
        // the team's key has to reach the service first
        Waiting.until(
                KEY_DEADLINE,
                "the repository of the attackers' team",
                () -> Optional.of(JsonClient.of(gateway)
                                .withBearer(token)
                                .ask("POST", "/api/v1/repos", Optional.of(Map.of("name", OWN_REPOSITORY))))
                        .filter(answer -> answer.status() / 100 == 2));
        Path work = Files.createDirectories(platform.scratch().resolve("own"));
        GitCommand.run(work, "init", "--quiet", "-b", "main");
        GitCommand.run(
                work,
                "-c",
                "user.name=Mallory",
                "-c",
                "user.email=mallory@example.invalid",
                "commit",
                "--quiet",
                "--allow-empty",
                "-m",
                "Begin");
        GitCommand.run(work, "push", "--quiet", team.cloneUrl(OWN_REPOSITORY, token), "main");
        return new Target(gateway, team, OWN_REPOSITORY, GitCommand.run(work, "rev-parse", "HEAD"));
    }

    private void run() throws InterruptedException {
        List<Attack> attacks = attacks();
        var processes = new Processes(platform);
        // the first calls of a newly started platform load classes; they are not counted
        others.work(Duration.ofSeconds(20), BETWEEN_CALLS);
        others.work(BEFORE, BETWEEN_CALLS);
        System.out.printf("before the attacks:%n%s", others);

        try (var beside = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = attacks.stream()
                    .<Future<?>>map(attack -> beside.submit(() -> {
                        attackAgainAndAgain(attack);
                        return null;
                    }))
                    .toList();
            Future<?> watch = beside.submit(() -> {
                watch(processes);
                return null;
            });
            others.work(options.length(), BETWEEN_CALLS);
            running.forEach(attack -> attack.cancel(true));
            watch.cancel(true);
        }
        processes.sample();

        System.out.printf("during the attacks:%n%s", others);
        System.out.println(answers);
        System.out.println(processes);
        System.out.printf(
                "RESULT abuse crashes=%d others_p99_ms=%d others_api_p99_ms=%d others_failed=%d faults=%d%n",
                processes.crashes(),
                others.latencies(OtherTeam.LS_REFS).quantileMillis(0.99),
                others.slowestOtherMillis(),
                others.failed(),
                answers.faults());
    }

    private List<Attack> attacks() {
        List<Attack> all = List.of(
                new HostilePush(target, answers),
                new CollidingHaves(target, answers),
                new ManyTokens(target, answers),
                new HeldBodies(target, answers, options.idle()),
                new FuzzedRequests(target, answers));
        List<Attack> chosen = options.attacks().isEmpty()
                ? all
                : all.stream()
                        .filter(attack -> options.attacks().contains(attack.name()))
                        .toList();
        if (chosen.isEmpty()) {
            throw new UnexpectedAnswer("the attacks are "
                    + String.join(", ", all.stream().map(Attack::name).toList()));
        }
        return chosen;
    }

    private static void attackAgainAndAgain(Attack attack) throws InterruptedException {
        var random = new Random(attack.name().hashCode());
        while (!Thread.interrupted()) {
            try {
                attack.round(random);
            } catch (IOException refused) {
                // a platform that refuses a connection defends itself; whether it still runs is checked elsewhere
            }
            Thread.sleep(attack.pause());
        }
    }

    private void watch(Processes processes) throws InterruptedException {
        long started = System.nanoTime();
        for (long reports = 1; !Thread.interrupted(); ) {
            processes.sample();
            if (System.nanoTime() - started > REPORT_LENGTH.toNanos() * reports) {
                reports++;
                System.out.printf(
                        "after %d min: crashes=%d, %s%n",
                        Duration.ofNanos(System.nanoTime() - started).toMinutes(), processes.crashes(), processes);
            }
            Thread.sleep(BETWEEN_SAMPLES);
        }
    }
}
