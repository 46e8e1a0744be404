package dev.millrace.pipeline.execution;

import static dev.millrace.pipeline.Scene.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.kit.database.Database;
import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.Scene;
import dev.millrace.pipeline.Surroundings;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.build.JobClaim;
import dev.millrace.pipeline.build.Jobs;
import dev.millrace.pipeline.build.QueueLimits;
import dev.millrace.pipeline.check.Checks;
import dev.millrace.pipeline.executor.Executor;
import dev.millrace.pipeline.executor.Isolation;
import dev.millrace.pipeline.executor.JobCommand;
import dev.millrace.pipeline.executor.JobExecution;
import dev.millrace.pipeline.executor.TestProcesses;
import dev.millrace.pipeline.log.JobLogs;
import dev.millrace.testing.DebianTools;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What jobs can reach and use, seen through the API; the executors' own tests are in their package. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Surroundings.class)
class IsolationIT {

    @Inject
    Database database;

    @Inject
    Builds builds;

    @Inject
    Checks checks;

    @Inject
    Jobs jobs;

    @Inject
    JobJournal journal;

    @Inject
    CheckOutJob checkOutJob;

    @Inject
    JobLogs logs;

    @Inject
    GiveValues giveValues;

    @Inject
    JobReporting reporting;

    @Inject
    JobFiles jobFiles;

    @Inject
    Executor executor;

    @Inject
    PipelineConfig config;

    private Scene scene;

    @BeforeEach
    void set() {
        scene = Scene.set();
    }

    @Test
    void keepsNoMoreOfTenGigabytesOfOutput() {
        UUID id = run(job("loud", "head -c 10G /dev/zero"));

        assertThat(scene.log(id, "loud")).hasSizeLessThan(66_000);
        // a slow machine may need longer than the job may run
        assertThat(scene.build(id).get("state").asText()).isIn("passed", "timed_out");
    }

    @Test
    void failsAJobThatUsesTooMuchAndNamesTheLimit() {
        UUID id = run(job("large", "head -c 30M /dev/zero > file"), job("after", "true"));

        JsonNode jobs = scene.build(id).get("jobs");
        assertThat(jobs.findValuesAsText("state")).containsExactly("failed", "skipped");
        assertThat(jobs.get(0).get("reason").asText())
                .isEqualTo("more than 20M in one file (millrace.pipeline.job-use.file-size)");
        assertThat(scene.log(id, "large")).contains("[millrace] stopped: more than 20M in one file");
    }

    @Test
    void keepsJobsFromThePlatformAndItsServices() {
        DebianTools.need("bwrap", "bubblewrap");
        String reach = "if (exec 3<>/dev/tcp/%s/%d) 2>/dev/null; then echo reached %2$d; fi";
        UUID id = run(job(
                "curious",
                Stream.of(
                                URI.create(
                                        setting("quarkus.datasource.jdbc.url").substring("jdbc:".length())),
                                URI.create("kafka://"
                                        + setting("kafka.bootstrap.servers").split(",")[0]),
                                URI.create(setting("millrace.urls.git-http")),
                                URI.create("http://127.0.0.1:" + RestAssured.port))
                        .map(address -> reach.formatted(address.getHost(), address.getPort()))
                        .toArray(String[]::new)));

        assertThat(scene.build(id).get("state").asText()).isEqualTo("passed");
        assertThat(scene.log(id, "curious")).isEmpty();
    }

    @Test
    void reportsToTheOperatorHowJobsAreIsolated() {
        DebianTools.need("bwrap", "bubblewrap");

        assertThat(executor.isolation()).isEqualTo(new Isolation.Sandboxed("bubblewrap, without network"));
        String health = RestAssured.given()
                .get("http://127.0.0.1:%s/q/health/ready".formatted(setting("quarkus.management.port")))
                .asString();
        assertThat(health).contains("bubblewrap, without network");
    }

    @Test
    void beginsTheLogOfAJobWithoutASandboxWithAWarning() throws InterruptedException {
        var unsandboxed = new RunClaimedJob(
                journal,
                new RunJob(checkOutJob, logs, new WithoutSandbox(executor), giveValues, reporting, jobFiles, config));
        String file = scene.opsFile(job("unit", "echo done"));
        BuildRow build = scene.newBuild(scene.mirrored(file), file);
        JobClaim claim = claimed(build);

        unsandboxed.run(claim, new CompletableFuture<>());

        assertThat(scene.log(build.id(), "unit"))
                .isEqualTo(
                        "\n[millrace] this job runs WITHOUT A SANDBOX and can reach what this service can: no bwrap\ndone\n");
    }

    @Test
    void endsACancelledJobThatIgnoresSigtermWithinTwoSeconds() {
        UUID id = start(job("stubborn", "trap '' TERM", "echo begun", "while :; do sleep 4390; done"));
        await().atMost(Duration.ofSeconds(40))
                .until(() -> scene.log(id, "stubborn").contains("begun"));

        scene.as("git:write").post("/api/builds/{id}/cancel", id).then().statusCode(202);

        // a busy machine gets a second more
        await().pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofSeconds(3))
                .until(() -> !TestProcesses.isRunning("sleep 4390"));
        scene.awaitEnded(1);
        assertThat(scene.build(id).get("state").asText()).isEqualTo("cancelled");
    }

    /** An executor that found no sandbox. */
    private record WithoutSandbox(Executor other) implements Executor {

        @Override
        public Isolation isolation() {
            return new Isolation.Unsandboxed("no bwrap", false);
        }

        @Override
        public Optional<String> unavailable() {
            return other.unavailable();
        }

        @Override
        public Optional<String> remark(JobCommand command) {
            return other.remark(command);
        }

        @Override
        public JobExecution start(JobCommand command) throws IOException {
            return other.start(command);
        }

        @Override
        public void endLeftovers(String name) {
            other.endLeftovers(name);
        }
    }

    private static String setting(String name) {
        return ConfigProvider.getConfig().getValue(name, String.class);
    }

    private UUID run(String... all) {
        UUID id = start(all);
        scene.awaitEnded(1);
        return id;
    }

    private UUID start(String... all) {
        String file = scene.opsFile(all);
        BuildRow build = scene.newBuild(scene.mirrored(file), file);
        database.useTransaction(tx -> {
            builds.queue(tx, build);
            checks.buildChanged(tx, build.id());
        });
        return build.id();
    }

    /** Queues a build and claims its job, before any worker of the service can. */
    private JobClaim claimed(BuildRow build) {
        return database.inTransaction(tx -> {
            builds.queue(tx, build);
            tx.handle().execute("update pipeline.job set priority = 100 where build_id = ?", build.id());
            var limits = new QueueLimits(Integer.MAX_VALUE, Integer.MAX_VALUE);
            JobClaim claim = jobs.claim(tx, Duration.ofSeconds(60), limits).orElseThrow();
            assertThat(claim.buildId()).isEqualTo(build.id());
            return claim;
        });
    }
}
