package dev.millrace.bench.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.bench.platform.Rounds;
import dev.millrace.bench.platform.TopicEvents;
import dev.millrace.events.Topic;
import dev.millrace.events.pipeline.BuildFinished;
import dev.millrace.standalone.client.SimulatedForge.CheckRun;
import dev.millrace.standalone.client.SimulatedForge.PullRequest;
import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.client.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * What becomes of builds when the process that runs them dies: in each round, changes start builds, and the pipeline service gets
 * SIGKILL at a random moment while they run; the platform starts it again. Afterwards each build must have ended once, the forge must
 * show one check run for each, completed, and no process of a job may be left.
 */
public final class KillBuildsBench {

    private static final int USUAL_ROUNDS = 20;
    private static final int CHANGES_IN_A_ROUND = 5;
    private static final Duration RESTART_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration SETTLE_TIMEOUT = Duration.ofMinutes(15);
    private static final int LONGEST_PEACE_MILLIS = 4_000;

    private static final Map<String, String> SETTINGS = Map.of(
            "MILLRACE_PIPELINE_PARALLEL_JOBS", "4",
            // the pause that GitHub asks for would let most kills hit the same few writes
            "MILLRACE_PIPELINE_CHECK_WRITE_SPACING", "20ms");

    private final BenchPlatform platform;
    private final PipelineForge team;
    private final Random random = new Random(1);

    private KillBuildsBench(BenchPlatform platform, PipelineForge team) {
        this.platform = platform;
        this.team = team;
    }

    /**
     * Runs the measurement.
     *
     * @param options {@code --rounds N} for another number of kills than 20
     */
    public static void run(Path root, List<String> options) throws IOException, InterruptedException {
        int rounds = Rounds.of(options, USUAL_ROUNDS);
        try (var platform = BenchPlatform.start(root, SETTINGS)) {
            new KillBuildsBench(platform, PipelineForge.join(platform, "team-0")).run(rounds);
        }
    }

    private void run(int rounds) throws InterruptedException {
        List<PullRequest> changes = new ArrayList<>();
        var never = new CountDownLatch(1);
        for (int round = 1; round <= rounds; round++) {
            for (int change = 0; change < CHANGES_IN_A_ROUND; change++) {
                changes.add(team.open(PipelineForge.KILLED));
            }
            if (never.await(random.nextInt(LONGEST_PEACE_MILLIS), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("no caller counts down");
            }
            platform.kill("pipeline", RESTART_TIMEOUT);
            System.out.printf("round %d of %d: killed and restarted%n", round, rounds);
        }
        Map<String, JsonNode> builds = awaitEnded(changes);
        report(rounds, builds);
    }

    /** The builds by id, one for each change, with their jobs. */
    private Map<String, JsonNode> awaitEnded(List<PullRequest> changes) throws InterruptedException {
        var builds = new HashMap<String, JsonNode>();
        for (PullRequest change : changes) {
            List<JsonNode> ended = Waiting.until(
                    SETTLE_TIMEOUT,
                    "the end of the build of " + change.sha(),
                    () -> Optional.of(team.builds(change))
                            .filter(found -> !found.isEmpty())
                            .filter(found -> found.stream().allMatch(build -> build.has("finishedAt"))));
            if (ended.size() != 1) {
                throw new UnexpectedAnswer("%s has %d builds".formatted(change.sha(), ended.size()));
            }
            String id = ended.getFirst().path("id").asText();
            builds.put(id, team.read(id));
        }
        return builds;
    }

    private void report(int rounds, Map<String, JsonNode> builds) throws InterruptedException {
        int pending = awaitChecks(builds.keySet());
        Map<String, Integer> shown = new HashMap<>();
        for (CheckRun run : team.forge().checkRuns(team.repository())) {
            shown.merge(run.externalId(), 1, Integer::sum);
        }
        long withoutOne = builds.keySet().stream()
                .filter(id -> shown.getOrDefault(id, 0) != 1)
                .count();
        Map<String, Set<String>> ends = awaitEnds(builds.keySet());
        long notOnce = builds.keySet().stream()
                .filter(id -> ends.getOrDefault(id, Set.of()).size() != 1)
                .count();
        int attempts = 0;
        var states = new HashMap<String, Integer>();
        for (JsonNode build : builds.values()) {
            states.merge(build.path("state").asText(), 1, Integer::sum);
            for (JsonNode job : build.path("jobs")) {
                attempts += Math.max(0, job.path("attempts").asInt() - 1);
            }
        }
        System.out.printf("builds by their states: %s; attempts of jobs that were lost: %d%n", states, attempts);
        System.out.printf(
                "RESULT kill-builds kills=%d builds=%d not_ended_once=%d orphans=%d checks_pending=%d checks_not_one=%d%n",
                rounds, builds.size(), notOnce, awaitNoOrphans(), pending, withoutOne);
    }

    /** How many check runs are not completed after a while. */
    private int awaitChecks(Set<String> builds) throws InterruptedException {
        return settled(() -> (int) team.forge().checkRuns(team.repository()).stream()
                .filter(run -> builds.contains(run.externalId()))
                .filter(run -> !run.now().status().equals("completed"))
                .count());
    }

    /** Ids of the events with which each build ended. */
    private Map<String, Set<String>> awaitEnds(Set<String> builds) throws InterruptedException {
        var ends = new HashMap<String, Set<String>>();
        settled(() -> {
            ends.clear();
            TopicEvents.read(platform, Topic.PIPELINE_RUN, event -> {
                if (event instanceof BuildFinished finished) {
                    ends.computeIfAbsent(finished.build().id().toString(), _ -> new HashSet<>())
                            .add(finished.eventId().toString());
                }
            });
            return (int) builds.stream().filter(id -> !ends.containsKey(id)).count();
        });
        return ends;
    }

    /** How many processes of jobs are left after a while. */
    private int awaitNoOrphans() throws InterruptedException {
        return settled(() -> (int) ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.endsWith(PipelineForge.KILLED_STEP))
                        .isPresent())
                .count());
    }

    /** A count when it is zero, or after a minute. */
    private static int settled(IntSupplier count) throws InterruptedException {
        var never = new CountDownLatch(1);
        int left = count.getAsInt();
        for (int second = 0; second < 60 && left > 0; second++) {
            if (never.await(1, TimeUnit.SECONDS)) {
                throw new IllegalStateException("no caller counts down");
            }
            left = count.getAsInt();
        }
        return left;
    }
}
