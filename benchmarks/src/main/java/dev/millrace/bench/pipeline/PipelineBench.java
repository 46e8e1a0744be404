package dev.millrace.bench.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.bench.git.GeneratedRepository;
import dev.millrace.bench.pipeline.PipelineOptions.Case;
import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.bench.platform.Latencies;
import dev.millrace.standalone.client.SimulatedForge.CheckRun;
import dev.millrace.standalone.client.SimulatedForge.PullRequest;
import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.client.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How fast pipelines are: from an event to its check run and to the first line of output, what a job costs beside its script, how long
 * the checkout of a large repository takes,
 * how many empty jobs are run in a second, how fast output is stored and read, and how slots are shared between teams.
 */
public final class PipelineBench {

    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final Pattern TOOK = Pattern.compile("^ms=(\\d{1,6})$", Pattern.MULTILINE);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    /** Output is kept up to this size, so that all of it is stored; four jobs at the same time keep two cores busy. */
    private static final Map<String, String> SETTINGS =
            Map.of("MILLRACE_PIPELINE_OUTPUT_LIMIT", "300M", "MILLRACE_PIPELINE_PARALLEL_JOBS", "4");

    private final Path root;
    private final BenchPlatform platform;
    private final PipelineForge team;
    private final PipelineOptions options;
    private final Clock clock = Clock.systemUTC();

    private PipelineBench(Path root, BenchPlatform platform, PipelineForge team, PipelineOptions options) {
        this.root = root;
        this.platform = platform;
        this.team = team;
        this.options = options;
    }

    /**
     * Runs the measurements on a platform of their own.
     *
     * @param words options, see {@link PipelineOptions}
     */
    public static void run(Path root, List<String> words) throws IOException, InterruptedException {
        PipelineOptions options = PipelineOptions.of(words);
        try (var platform = BenchPlatform.start(root, SETTINGS)) {
            new PipelineBench(root, platform, PipelineForge.join(platform, "team-0"), options).run();
        }
    }

    private void run() throws IOException, InterruptedException {
        team.awaitPassed(team.open(PipelineForge.LINE).sha()); // classes are loaded
        if (options.has(Case.CHANGES)) {
            changes();
        }
        if (options.has(Case.CHECKOUT)) {
            checkout();
        }
        if (options.has(Case.SCHEDULING)) {
            scheduling();
        }
        if (options.has(Case.LOGS)) {
            logs();
        }
        if (options.has(Case.FAIRNESS)) {
            fairness();
        }
    }

    private void changes() throws IOException, InterruptedException {
        var checks = new ArrayList<Duration>();
        var lines = new ArrayList<Duration>();
        var jobs = new ArrayList<Duration>();
        for (int change = 0; change < options.changes(); change++) {
            PullRequest opened = team.open(PipelineForge.LINE);
            JsonNode build = Waiting.until(TIMEOUT, POLL_INTERVAL, "a build", () -> team.build(opened.sha()));
            team.log(build.path("id").asText(), "only").follow(true, TIMEOUT);
            lines.add(Duration.between(opened.openedAt(), clock.instant()));
            JsonNode job = team.awaitPassed(opened.sha()).path("jobs").path(0);
            jobs.add(Duration.between(time(job, "startedAt"), time(job, "finishedAt")));
            checks.add(Duration.between(opened.openedAt(), firstCheck(opened.sha())));
        }
        var alone = new Latencies(bashAlone());
        var job = new Latencies(jobs);
        var check = new Latencies(checks);
        var line = new Latencies(lines);
        System.out.println("event to the check run of its pipeline:     " + check);
        System.out.println("event to the first line of output:          " + line);
        System.out.println("a job, from begin to end, with checkout:    " + job);
        System.out.println("bash with the same script alone:            " + alone);
        System.out.printf("RESULT pipeline check p95_ms=%d%n", check.quantileMillis(0.95));
        System.out.printf("RESULT pipeline first-line p95_ms=%d%n", line.quantileMillis(0.95));
        System.out.printf(
                "RESULT pipeline overhead p50_ms=%d%n",
                job.quantile(0.5).minus(alone.quantile(0.5)).toMillis());
    }

    /** From {@code git init} to the first step, of jobs one after the other. */
    private void checkout() throws IOException, InterruptedException {
        Path history = GeneratedRepository.in(root.resolve(".millrace/bench-repositories"));
        PipelineForge large = PipelineForge.join(platform, "large", history);
        var measured = new ArrayList<Duration>();
        for (int change = 0; change < Math.max(3, options.changes() / 4); change++) {
            JsonNode build =
                    large.awaitPassed(large.open(PipelineForge.CHECKOUT).sha());
            String log = large.log(build.path("id").asText(), "only").text();
            Matcher took = TOOK.matcher(log);
            if (!took.find()) {
                throw new UnexpectedAnswer("a job did not print the time of its checkout: " + log);
            }
            measured.add(Duration.ofMillis(Long.parseLong(took.group(1))));
        }
        var checkout = new Latencies(measured);
        System.out.println("checkout of a large repository, to the first step: " + checkout);
        System.out.printf("RESULT pipeline checkout p50_ms=%d%n", checkout.quantileMillis(0.5));
    }

    private Instant firstCheck(String sha) throws InterruptedException {
        CheckRun run = Waiting.until(
                TIMEOUT,
                "a check run of " + sha,
                () -> team.forge().checkRuns(team.repository(), sha).stream()
                        .filter(candidate -> candidate.name().startsWith(PipelineForge.LINE))
                        .findFirst());
        return run.history().getFirst().at();
    }

    private List<Duration> bashAlone() throws IOException, InterruptedException {
        var measured = new ArrayList<Duration>();
        for (int repetition = 0; repetition < options.changes(); repetition++) {
            long start = System.nanoTime();
            Process bash = new ProcessBuilder("bash", "-c", "set -euo pipefail\n" + PipelineForge.LINE_STEP)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!bash.waitFor(1, TimeUnit.MINUTES) || bash.exitValue() != 0) {
                throw new UnexpectedAnswer("bash did not end well");
            }
            measured.add(Duration.ofNanos(System.nanoTime() - start));
        }
        return measured;
    }

    /** Empty jobs of one build that do not need each other; the median of several builds. */
    private void scheduling() throws InterruptedException {
        var perSecond = new ArrayList<Double>();
        for (int build = 0; build < options.builds(); build++) {
            JsonNode ended = team.awaitPassed(team.open(PipelineForge.EMPTY).sha());
            Duration took = Duration.between(time(ended, "startedAt"), time(ended, "finishedAt"));
            perSecond.add(PipelineForge.JOBS / (took.toNanos() / 1e9));
        }
        Collections.sort(perSecond);
        System.out.println("empty jobs a second, of one build each:     " + perSecond);
        System.out.printf("RESULT pipeline scheduling per_s=%.1f%n", perSecond.get(perSecond.size() / 2));
    }

    private void logs() throws InterruptedException {
        PullRequest opened = team.open(PipelineForge.OUTPUT);
        JsonNode build = Waiting.until(TIMEOUT, POLL_INTERVAL, "a build", () -> team.build(opened.sha()));
        var read = team.log(build.path("id").asText(), "only").follow(false, TIMEOUT);
        team.awaitPassed(opened.sha());
        if (read.bytes() < PipelineForge.OUTPUT_BYTES) {
            throw new UnexpectedAnswer("only %d bytes of output were stored".formatted(read.bytes()));
        }
        double seconds = (read.end() - read.first().orElseThrow()) / 1e9;
        System.out.printf("%d MiB of output, stored and read live in %.1f s%n", read.bytes() >> 20, seconds);
        System.out.printf("RESULT pipeline logs mb_per_s=%.1f%n", read.bytes() / 1e6 / seconds);
    }

    /** Each team queues the same number of jobs, one team after the other. */
    private void fairness() throws IOException, InterruptedException {
        var teams = new LinkedHashMap<PipelineForge, String>();
        for (int number = 1; number <= options.teams(); number++) {
            teams.put(PipelineForge.join(platform, "team-" + number), "");
        }
        teams.replaceAll((forge, _) -> forge.open(PipelineForge.SHORT).sha());
        var ends = new TreeMap<Instant, List<String>>();
        for (var each : teams.entrySet()) {
            for (JsonNode job : each.getKey().awaitPassed(each.getValue()).path("jobs")) {
                ends.computeIfAbsent(time(job, "finishedAt"), _ -> new ArrayList<>())
                        .add(each.getKey().team().slug());
            }
        }
        List<String> order = ends.values().stream().flatMap(List::stream).toList();
        var firstHalf = new TreeMap<String, Integer>();
        teams.keySet().forEach(forge -> firstHalf.put(forge.team().slug(), 0));
        order.subList(0, order.size() / 2).forEach(slug -> firstHalf.merge(slug, 1, Integer::sum));
        System.out.printf("of %d queued jobs, finished in the first half: %s%n", order.size(), firstHalf);
        System.out.printf(
                "RESULT pipeline fairness least=%d most=%d%n",
                Collections.min(firstHalf.values()), Collections.max(firstHalf.values()));
    }

    private static Instant time(JsonNode node, String field) {
        return Instant.parse(node.path(field).asText());
    }
}
