package dev.millrace.pipeline.execution;

import static dev.millrace.pipeline.Scene.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.events.pipeline.JobStarted;
import dev.millrace.kit.database.Database;
import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.Scene;
import dev.millrace.pipeline.Surroundings;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.build.JobClaim;
import dev.millrace.pipeline.build.Jobs;
import dev.millrace.pipeline.build.QueueLimits;
import dev.millrace.pipeline.build.RunState;
import dev.millrace.pipeline.build.StartedJob;
import dev.millrace.pipeline.check.Checks;
import dev.millrace.pipeline.executor.TestProcesses;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Surroundings.class)
class ExecutionIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(40);

    @Inject
    Database database;

    @Inject
    Builds builds;

    @Inject
    Checks checks;

    @Inject
    Jobs jobs;

    @Inject
    RunClaimedJob runClaimedJob;

    @Inject
    PipelineConfig config;

    private Scene scene;

    @BeforeEach
    void set() {
        scene = Scene.set();
    }

    @Test
    void givesEachJobAnEmptyDirectoryAndLeavesNothingBehind() {
        UUID id = run(
                job("one", "touch here \"$HOME/there\"", "ls -A", "chmod -R a-w ."),
                job("two", "ls -A", "ls -A \"$HOME\"", "pwd"));

        assertThat(scene.log(id, "one")).isEqualTo(".git\nhere\nops.yml\n");
        assertThat(scene.log(id, "two"))
                .startsWith(".git\nops.yml\n.millrace\n/")
                .endsWith("/checkout\n");
        await().atMost(TIMEOUT).until(() -> directories(id).isEmpty());
    }

    @Test
    void hidesTheTokenOfTheCheckoutFromTheJob() {
        UUID id = run(job("look", "env", "cat .git/config .git/FETCH_HEAD", "git config --list", "ps axeww || true"));

        // Not any token: the list of processes also holds those of tests of other modules, with tokens of their own.
        List<String> claims = Surroundings.gitHttp().tokens().stream()
                .map(token -> token.split("\\.")[1])
                .toList();
        assertThat(claims).isNotEmpty();
        assertThat(scene.log(id, "look")).contains("SHA=").doesNotContain(claims);
        assertThat(Surroundings.gitHttp().refusals()).isEmpty();
    }

    @Test
    void letsTheFileWinOverThePlatformAndTheJobOverThePipeline() {
        UUID id = run("      - name: env\n        description: d\n        steps: ['echo \"$ORG $FLAVOUR\"']\n"
                + "        env: { static: [ \"ORG=mine\", \"FLAVOUR=strong\" ] }\n");

        assertThat(scene.log(id, "env")).isEqualTo("mine strong\n");
    }

    @Test
    void keepsBeginAndEndOfOutputBeyondTheLimitAndReportsWhatIsLeftOut() {
        UUID id = run(job("loud", "echo first; head -c 300000 /dev/zero | tr '\\0' x; echo last"));

        String log = scene.log(id, "loud");
        assertThat(log)
                .hasSizeBetween(65_536, 66_000)
                .startsWith("first\nxxx")
                .contains("[millrace] the output is longer than 65536 bytes; what follows is left out")
                .contains("[millrace] %d bytes are left out; the end:\nxxx".formatted(300_011 - 65_536))
                .endsWith("xlast\n");
        assertThat(scene.build(id).get("state").asText()).isEqualTo("passed");
    }

    @Test
    void keepsBytesThatAreNoTextAndServesThemFromAnyOffset() {
        UUID id = run(job("bytes", "printf 'a\\xff\\x00b'"));

        var answer = scene.as("git:read").get("/api/builds/{id}/jobs/bytes/log?from=1", id);

        assertThat(answer.asByteArray()).isEqualTo(new byte[] {(byte) 0xff, 0, 'b'});
        assertThat(answer.header("Millrace-Log-Next")).isEqualTo("4");
        assertThat(answer.header("Millrace-Log-Complete")).isEqualTo("true");
        assertThat(answer.contentType()).startsWith("text/plain");
    }

    @Test
    void servesTheLogOfAJobWhileItRuns() {
        UUID id = start(job(
                "slow", "echo early", "until [ -e %s/go ]; do sleep 0.1; done".formatted(scene.work()), "echo late"));

        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(scene.log(id, "slow")).isEqualTo("early\n"));
        assertThat(scene.build(id).get("state").asText()).isEqualTo("running");
        scene.touch("go");
        scene.awaitEnded(1);
        assertThat(scene.log(id, "slow")).isEqualTo("early\nlate\n");
    }

    @Test
    void stopsAJobThatTakesTooLongWithEverythingItStarted() {
        UUID id = run(job("endless", "sleep 4321 &", "sleep 4322"), job("after", "true"));

        JsonNode jobs = scene.build(id).get("jobs");
        assertThat(jobs.findValuesAsText("state")).containsExactly("timed_out", "skipped");
        assertThat(jobs.get(0).get("reason").asText()).isEqualTo("longer than 12 s");
        await().atMost(TIMEOUT)
                .until(() -> !TestProcesses.isRunning("sleep 4321") && !TestProcesses.isRunning("sleep 4322"));
        assertThat(scene.awaitCompletedChecks(1).getFirst().get("conclusion").asText())
                .isEqualTo("timed_out");
    }

    @Test
    void cancelsARunningBuild() {
        UUID id = start(job("endless", "echo begun", "sleep 4323"), job("after", "true"));
        await().atMost(TIMEOUT).until(() -> scene.log(id, "endless").contains("begun"));

        scene.as("git:write").post("/api/builds/{id}/cancel", id).then().statusCode(202);

        scene.awaitEnded(1);
        JsonNode build = scene.build(id);
        assertThat(build.get("state").asText()).isEqualTo("cancelled");
        assertThat(build.get("reason").asText()).isEqualTo("cancelled by test");
        assertThat(build.get("jobs").findValuesAsText("state")).containsExactly("cancelled", "skipped");
        assertThat(scene.log(id, "endless")).contains("[millrace] cancelled by test");
        assertThat(scene.awaitCompletedChecks(1).getFirst().get("conclusion").asText())
                .isEqualTo("cancelled");
        scene.as("git:write").post("/api/builds/{id}/cancel", id).then().statusCode(409);
    }

    @Test
    void cancelsABuildThatWaitsForASlot() {
        String file = scene.opsFile(job("endless", "sleep 4324"));
        String sha = scene.mirrored(file);
        List<UUID> ids = Stream.generate(() -> queue(scene.newBuild(sha, file)))
                .limit(config.parallelJobs() + 1)
                .toList();
        await().atMost(TIMEOUT)
                .until(() -> ids.stream().filter(id -> isIn(id, "running")).count() == config.parallelJobs());
        UUID waiting = ids.stream().filter(id -> isIn(id, "queued")).findFirst().orElseThrow();

        scene.as("git:write").post("/api/builds/{id}/cancel", waiting).then().statusCode(200);

        assertThat(isIn(waiting, "cancelled")).isTrue();
        ids.forEach(id -> scene.as("git:write").post("/api/builds/{id}/cancel", id));
        scene.awaitEnded(ids.size());
    }

    @Test
    void takesUpTheBuildOfALostWorkerAndStartsItsRunningJobAgain() {
        UUID id = lostWith(1, job("passed-before", "echo never again"), job("lost", "echo again"));

        scene.awaitEnded(1);
        JsonNode build = scene.build(id);
        assertThat(build.get("state").asText()).isEqualTo("passed");
        assertThat(build.get("jobs").findValuesAsText("attempts")).containsExactly("1", "2");
        assertThat(scene.log(id, "passed-before")).isEmpty();
        assertThat(scene.log(id, "lost"))
                .isEqualTo(
                        "\n[millrace] the worker of job 'lost' was lost in attempt 1; the job starts again\nagain\n");
        assertThat(build.get("jobs").get(1).get("reason").asText())
                .isEqualTo("on attempt 2, after: the worker of job 'lost' was lost in attempt 1");
        JsonNode check = scene.awaitCompletedChecks(1).getFirst();
        assertThat(check.get("external_id").asText()).isEqualTo(id.toString());
        assertThat(check.get("conclusion").asText()).isEqualTo("success");
        assertThat(check.at("/output/title").asText()).endsWith(", with retries");
        assertThat(check.at("/output/summary").asText()).contains("| lost | ✅ passed: on attempt 2, after: the worker");
    }

    @Test
    void endsABuildWhoseJobHasLostItsWorkerTwice() {
        UUID id = lostWith(2, job("passed-before", "true"), job("lost", "echo never"));

        scene.awaitEnded(1);
        JsonNode build = scene.build(id);
        assertThat(build.get("state").asText()).isEqualTo("error");
        assertThat(build.get("reason").asText()).isEqualTo("the worker of job 'lost' was lost in attempt 2");
        JsonNode check = scene.awaitCompletedChecks(1).getFirst();
        assertThat(check.get("conclusion").asText()).isEqualTo("failure");
        assertThat(check.at("/output/title").asText()).startsWith("Platform error: the worker");
    }

    @Test
    void handsItsBuildToAnotherWorkerWhenTheInstanceStops() throws InterruptedException {
        String file = scene.opsFile(job("slow", "echo begun", "sleep 3"));
        String sha = scene.mirrored(file);
        BuildRow build = scene.newBuild(sha, file);
        JobClaim claim = claimed(build, Duration.ofSeconds(60));
        var stop = new CompletableFuture<StopReason>();
        Thread worker = Thread.ofVirtual().start(() -> {
            try {
                runClaimedJob.run(claim, stop);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        await().atMost(TIMEOUT).until(() -> scene.log(build.id(), "slow").contains("begun"));

        stop.complete(new StopReason.ShuttingDown());
        worker.join();

        scene.awaitEnded(1);
        JsonNode ended = scene.build(build.id());
        assertThat(ended.get("state").asText()).isEqualTo("passed");
        assertThat(ended.get("jobs").findValuesAsText("attempts")).containsExactly("1");
        assertThat(scene.log(build.id(), "slow"))
                .isEqualTo("begun\n\n[millrace] stopped: another worker goes on\nbegun\n");
        assertThat(scene.awaitCompletedChecks(1)).hasSize(1);
    }

    @Test
    void lostWorkersCanWriteNothingAnyMore() {
        String file = scene.opsFile(job("unit", "true"));
        String sha = scene.mirrored(file);
        BuildRow build = scene.newBuild(sha, file);
        JobClaim lost = claimed(build, Duration.ofMillis(1));
        scene.awaitEnded(1);

        Optional<StartedJob> started = database.inTransaction(tx -> jobs.start(tx, lost));
        boolean finished =
                database.inTransaction(tx -> jobs.finish(tx, lost, RunState.FAILED, Optional.of("too late")));

        assertThat(started).isEmpty();
        assertThat(finished).isFalse();
        assertThat(scene.build(build.id()).get("state").asText()).isEqualTo("passed");
        assertThat(scene.runEvents().stream().filter(JobStarted.class::isInstance))
                .hasSize(1);
    }

    @Test
    void runsJobsOfOneBuildSideBySide() {
        String await = "until [ -e %s/go ]; do sleep 0.1; done".formatted(scene.work());
        UUID id = start(
                job("left", await) + "        needs: []\n",
                job("right", await) + "        needs: []\n",
                job("after", "true") + "        needs: [left, right]\n");
        await().atMost(TIMEOUT)
                .until(() -> List.of("running", "running", "queued")
                        .equals(scene.build(id).get("jobs").findValuesAsText("state")));
        scene.touch("go");
        scene.awaitEnded(1);

        assertThat(scene.build(id).get("state").asText()).isEqualTo("passed");
        assertThat(scene.build(id).at("/jobs/2/needs").valueStream().map(JsonNode::asText))
                .containsExactly("left", "right");
        assertThat(scene.awaitCompletedChecks(1)).hasSize(1);
    }

    @Test
    void stopsABuildThatIsCancelledDuringItsCheckout() {
        String file = scene.opsFile(job("unit", "true"));
        scene.mirrored(file);
        UUID id = queue(scene.newBuild("f".repeat(40), file));
        await().atMost(TIMEOUT).until(() -> isIn(id, "running"));

        scene.as("git:write").post("/api/builds/{id}/cancel", id).then().statusCode(202);

        await().atMost(Duration.ofSeconds(3)).until(() -> isIn(id, "cancelled"));
    }

    @Test
    void reportsABuildWhoseCommitCannotBeCheckedOut() {
        String file = scene.opsFile(job("unit", "true"));
        scene.mirrored(file);
        UUID id = queue(scene.newBuild("f".repeat(40), file));

        // each attempt tries for as long as the job may run
        await().atMost(TIMEOUT.multipliedBy(2)).until(() -> isIn(id, "error"));
        assertThat(scene.build(id).at("/jobs/0/attempts").asInt()).isEqualTo(2);
        assertThat(scene.build(id).get("reason").asText()).isEqualTo("no checkout of " + "f".repeat(40));
        assertThat(scene.log(id, "unit")).contains("no checkout of", "f".repeat(40));
    }

    private List<Path> directories(UUID id) throws IOException {
        try (Stream<Path> all = Files.list(config.workDirectory())) {
            return all.filter(directory -> directory.getFileName().toString().startsWith(id.toString()))
                    .toList();
        }
    }

    private UUID run(String... jobs) {
        UUID id = start(jobs);
        scene.awaitEnded(1);
        return id;
    }

    private UUID start(String... jobs) {
        String file = scene.opsFile(jobs);
        return queue(scene.newBuild(scene.mirrored(file), file));
    }

    private UUID queue(BuildRow build) {
        database.useTransaction(tx -> {
            builds.queue(tx, build);
            checks.buildChanged(tx, build.id());
        });
        return build.id();
    }

    /** Queues a build and claims its first job, before any worker of the service can. */
    private JobClaim claimed(BuildRow build, Duration lease) {
        return database.inTransaction(tx -> {
            builds.queue(tx, build);
            tx.handle().execute("update pipeline.job set priority = 100 where build_id = ?", build.id());
            var limits = new QueueLimits(Integer.MAX_VALUE, Integer.MAX_VALUE);
            JobClaim claim = jobs.claim(tx, lease, limits).orElseThrow();
            assertThat(claim.buildId()).isEqualTo(build.id());
            return claim;
        });
    }

    /** A build as left by a worker that was killed while the second job ran. */
    private UUID lostWith(int attempts, String... jobs) {
        String file = scene.opsFile(jobs);
        BuildRow build = scene.newBuild(scene.mirrored(file), file);
        database.useTransaction(tx -> {
            builds.queue(tx, build);
            tx.handle()
                    .execute(
                            "update pipeline.job set state = 'passed', attempts = 1, started_at = now(),"
                                    + " finished_at = now(), waits_since = null where build_id = ? and position = 0",
                            build.id());
            tx.handle()
                    .execute(
                            "update pipeline.job set state = 'running', attempts = ?, started_at = now(),"
                                    + " lease = gen_random_uuid(), lease_until = now() + interval '1 second'"
                                    + " where build_id = ? and position = 1",
                            attempts,
                            build.id());
            tx.handle()
                    .execute(
                            "update pipeline.build set state = 'running', started_at = now() where id = ?", build.id());
            checks.buildChanged(tx, build.id());
        });
        return build.id();
    }

    private boolean isIn(UUID id, String state) {
        return scene.build(id).get("state").asText().equals(state);
    }
}
