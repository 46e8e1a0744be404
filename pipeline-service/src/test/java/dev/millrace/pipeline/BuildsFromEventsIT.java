package dev.millrace.pipeline;

import static dev.millrace.pipeline.Scene.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.events.Event;
import dev.millrace.events.forge.ChangeUpdated.Action;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.pipeline.BuildFinished;
import dev.millrace.events.pipeline.BuildQueued;
import dev.millrace.events.pipeline.BuildStarted;
import dev.millrace.events.pipeline.Conclusion;
import dev.millrace.events.pipeline.JobFinished;
import dev.millrace.events.pipeline.JobStarted;
import dev.millrace.kit.database.Database;
import dev.millrace.pipeline.check.Checks;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From an event at the forge to a build and its check run, over real Kafka, PostgreSQL, git and HTTP. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Surroundings.class)
class BuildsFromEventsIT {

    @Inject
    Database database;

    @Inject
    Checks checks;

    private Scene scene;

    @BeforeEach
    void set() {
        scene = Scene.set();
    }

    @Test
    void runsThePipelineOfAnOpenedChangeAndReportsIt() {
        String sha = scene.mirrored(scene.opsFile(
                job("unit", "echo \"$ORG|$REPO|$REF|$SHA|$PR_NUMBER|$BASE_REF|$RUN_ID|$FLAVOUR\"", "cat ops.yml"),
                job("lint", "true")));

        scene.publish(scene.forge.change(Action.OPENED, 7, sha));

        JsonNode build = scene.awaitEnded(1).getFirst();
        UUID id = UUID.fromString(build.get("id").asText());
        assertThat(build.get("state").asText()).isEqualTo("passed");
        assertThat(build.get("trigger").get("kind").asText()).isEqualTo("event");
        assertThat(build.get("trigger").get("actor").asText()).isEqualTo("ada");
        assertThat(scene.log(id, "unit"))
                .startsWith("%s|widgets|topic|%s|7|main|%s|plain\nversion: \"1\"\n"
                        .formatted(scene.repository.split("/")[0], sha, id));
        assertThat(scene.runEvents())
                .extracting(Event::getClass)
                .map(Class::getSimpleName)
                .containsExactly(
                        BuildQueued.class.getSimpleName(),
                        BuildStarted.class.getSimpleName(),
                        JobStarted.class.getSimpleName(),
                        JobFinished.class.getSimpleName(),
                        JobStarted.class.getSimpleName(),
                        JobFinished.class.getSimpleName(),
                        BuildFinished.class.getSimpleName());
        JsonNode check = scene.awaitCompletedChecks(1).getFirst();
        assertThat(check.get("conclusion").asText()).isEqualTo("success");
        assertThat(check.get("name").asText()).isEqualTo("checks");
        assertThat(check.get("head_sha").asText()).isEqualTo(sha);
        assertThat(check.get("external_id").asText()).isEqualTo(id.toString());
        assertThat(check.get("details_url").asText()).startsWith("https://millrace.example/builds/" + id + "?key=");
        assertThat(check.at("/output/summary").asText())
                .contains("| Job | State | Started | Duration |", "| unit | ✅ passed | 20", "| lint | ✅ passed | 20");
        assertThat(traced()).as("rows with a trace, while tracing is off").isZero();
    }

    @Test
    void runsOfAPushTheJobsOfThePipelinesWhoseFilterAndConditionAcceptTheBranch() {
        String pipeline = """
                  - name: %s:1
                    description: d
                    events: [github:self:push]
                    %s
                    jobs:
                      - name: j
                        matrix: {FLAVOUR: [a, b]}
                        steps: ['echo "$EVENT_NAME|$REF|$BASE_REF|$FLAVOUR"']
                """;
        String sha = scene.mirrored("version: \"1\"\npipelines:\n"
                + pipeline.formatted("topics", "on: {branches-ignore: [main]}")
                + pipeline.formatted("main", "on: {branches: [main]}")
                + pipeline.formatted("others", "if: branch != \"main\""));

        scene.publish(scene.forge.push("refs/heads/main", Optional.empty(), Optional.of(sha)));

        List<JsonNode> builds = scene.awaitEnded(1);
        assertThat(builds).extracting(build -> build.get("pipeline").asText()).containsExactly("main");
        UUID id = UUID.fromString(builds.getFirst().get("id").asText());
        assertThat(scene.log(id, "j (a)")).isEqualTo("push|main||a\n");
        assertThat(scene.log(id, "j (b)")).isEqualTo("push|main||b\n");
    }

    @Test
    void buildsAgainOnAReplayOnlyIfItIsForced() {
        String sha = scene.mirrored(scene.opsFile(job("unit", "true")));
        Event opened = scene.forge.change(Action.OPENED, 7, sha);
        scene.publish(opened);
        scene.awaitEnded(1);

        TestEvents.publishReplay(opened, false);
        TestEvents.publishReplay(opened, true);

        assertThat(scene.awaitEnded(2)).hasSize(2);
    }

    @Test
    void startsABuildOnAReplayOfAnEventThatItHasNotSeen() {
        String sha = scene.mirrored(scene.opsFile(job("unit", "true")));

        TestEvents.publishReplay(scene.forge.change(Action.OPENED, 7, sha), false);

        assertThat(scene.awaitEnded(1)).hasSize(1);
    }

    @Test
    void buildsOnceForTheTeamOfTheInstallationFromWhicheverMirrorHasTheCommit() { // #9.18
        String behind = scene.team + "-behind";
        String strangers = "strangers/" + scene.team;
        String sha = scene.mirrored(scene.opsFile(job("unit", "true")));
        scene.alsoMirrored(scene.team, behind);
        scene.alsoMirrored("strangers", strangers);
        scene.fill(strangers);

        scene.publish(scene.forge.change(Action.OPENED, 7, sha));

        List<JsonNode> builds = scene.awaitEnded(1);
        assertThat(builds).hasSize(1);
        assertThat(builds.getFirst().get("state").asText()).isEqualTo("passed");
        assertThat(scene.awaitCompletedChecks(1)).hasSize(1);
        // under either name, and for a token of either
        assertThat(scene.as("org:read")
                        .get("/api/builds?repository=" + behind)
                        .as(JsonNode.class)
                        .get("builds"))
                .hasSize(1);
        assertThat(scene.as(behind, new String[] {"git:read"})
                        .get("/api/builds/" + builds.getFirst().get("id").asText())
                        .statusCode())
                .isEqualTo(200);
        assertThat(scene.as("another", new String[] {"git:read"})
                        .get("/api/builds/" + builds.getFirst().get("id").asText())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void buildsFromAMirrorWithAnotherNameWhenTheUpstreamsNamesakeIsGone() { // #9.18
        String renamed = scene.team + "-copy";
        String sha = scene.commit("ops.yml", scene.opsFile(job("unit", "echo \"$ORG|$REPO\"")));
        scene.alsoMirrored(scene.team, renamed);
        scene.fill(renamed);

        scene.publish(scene.forge.change(Action.OPENED, 7, sha));

        UUID id = scene.awaitQueued();
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(
                        () -> assertThat(scene.build(id).get("state").asText()).isEqualTo("passed"));
        assertThat(scene.log(id, "unit")).startsWith(scene.repository.replace('/', '|') + "\n");
        // the forge knows nothing of the mirror's name
        assertThat(scene.awaitCompletedChecks(1).getFirst().get("head_sha").asText())
                .isEqualTo(sha);
    }

    @Test
    void showsTheEndOfTheLogOfTheJobThatFailedAndSkipsTheRest() {
        String sha = scene.mirrored(scene.opsFile(
                job("unit", "echo 'the ``` reason'", "false", "echo never"), job("deploy", "echo deployed")));

        scene.publish(scene.forge.change(Action.OPENED, 7, sha));

        UUID id = UUID.fromString(scene.awaitEnded(1).getFirst().get("id").asText());
        JsonNode jobs = scene.build(id).get("jobs");
        assertThat(jobs.findValuesAsText("state")).containsExactly("failed", "skipped");
        assertThat(jobs.get(0).get("reason").asText()).isEqualTo("exit code 1");
        JsonNode check = scene.awaitCompletedChecks(1).getFirst();
        assertThat(check.get("conclusion").asText()).isEqualTo("failure");
        assertThat(check.at("/output/title").asText()).isEqualTo("Failed: unit");
        assertThat(check.at("/output/summary").asText()).contains("| deploy | not run: 'unit' failed |");
        assertThat(check.at("/output/text").asText())
                .contains("**unit** ended in step 2, `false`.\n", "\n````\n[millrace] step 1/3: ", "\nthe ``` reason\n")
                .doesNotContain("never");
        assertThat(finished().getFirst().conclusion()).isEqualTo(Conclusion.FAILURE);
    }

    @Test
    void reportsAFailureWhateverTheJobPrinted() {
        // characters of four bytes, fences, NUL, colours, and the letters of JSON's escape for NUL, which is not NUL
        String sha = scene.mirrored(scene.opsFile(job(
                "unit",
                String.join(
                        "\n",
                        "for i in {1..300}; do printf '🎉%.0s' {1..50}; echo; done",
                        "printf '```\\n````\\n'",
                        "printf 'a\\0b \\033[31mred\\033[0m\\n'",
                        "printf '%s\\n' '\\u0000\"'",
                        "false"))));

        scene.publish(scene.forge.change(Action.OPENED, 7, sha));

        JsonNode check = scene.awaitCompletedChecks(1).getFirst();
        assertThat(check.get("conclusion").asText()).isEqualTo("failure");
        assertThat(check.at("/output/text").asText())
                .contains("🎉\n```\n````\nab red\n\\u0000\"\n")
                .contains("\n`````\n");
        assertThat(check.at("/output/text").asText().getBytes(StandardCharsets.UTF_8).length)
                .isLessThanOrEqualTo(65_535);
    } // #9.BR-23

    @Test
    void warnsOfKeysWithoutEffectInTheCheckAndTheApi() {
        String sha = scene.mirrored(scene.opsFile(job("unit", "true") + "        runs-on: linux\n"));

        scene.publish(scene.forge.change(Action.OPENED, 7, sha));

        UUID id = UUID.fromString(scene.awaitEnded(1).getFirst().get("id").asText());
        JsonNode warning = scene.build(id).at("/warnings/0");
        assertThat(warning.get("line").asInt()).isEqualTo(17);
        assertThat(warning.get("message").asText()).contains("'runs-on' is no key of a job");
        assertThat(scene.awaitCompletedChecks(1)
                        .getFirst()
                        .at("/output/summary")
                        .asText())
                .contains("- line 17: 'runs-on' is no key of a job");
    } // #9.27

    @Test
    void makesOneBuildOfAnEventThatComesAgainAndAgain() {
        String sha = scene.mirrored(scene.opsFile(job("unit", "true")));
        var event = scene.forge.change(Action.OPENED, 7, sha);

        scene.publish(event);
        scene.publish(event);
        scene.awaitEnded(1);
        scene.publish(event);
        // an event that arrives after the repeat on the same partition shows that the repeat was read
        scene.publish(scene.forge.change(Action.SYNCHRONIZED, 7, sha));
        scene.awaitEnded(2);

        assertThat(scene.queued()).isEqualTo(2);
        assertThat(scene.awaitCompletedChecks(2)).hasSize(2);
    }

    @Test
    void runsAMergedChangeOnTheMergeCommit() {
        String head = scene.mirrored(scene.opsFile(job("unit", "git rev-parse HEAD")));
        String merge = scene.commit("merge.txt", "merged");
        scene.mirror();

        scene.publish(scene.forge.merged(7, head, merge));

        JsonNode build = scene.awaitEnded(1).getFirst();
        assertThat(build.get("event").asText()).isEqualTo("pull_request.merged");
        assertThat(scene.log(UUID.fromString(build.get("id").asText()), "unit")).isEqualTo(merge + "\n");
        assertThat(scene.awaitCompletedChecks(1).getFirst().get("head_sha").asText())
                .isEqualTo(merge);
    }

    @Test
    void runsATagOnTheCommitBehindTheTagObject() {
        String sha = scene.commit("ops.yml", scene.opsFile(job("unit", "echo \"$REF\"")));
        String tagObject = scene.tag("v1.0");
        assertThat(tagObject).isNotEqualTo(sha);
        scene.mirror();

        scene.publish(scene.forge.push("refs/tags/v1.0", Optional.empty(), Optional.of(tagObject)));

        JsonNode build = scene.awaitEnded(1).getFirst();
        assertThat(build.get("sha").asText()).isEqualTo(sha);
        assertThat(build.get("ref").asText()).isEqualTo("v1.0");
        assertThat(scene.awaitCompletedChecks(1).getFirst().get("head_sha").asText())
                .isEqualTo(sha);
    }

    @Test
    void runsATagThatWasReconciledOnceAlthoughTheForgeReportsItLater() {
        scene.commit("ops.yml", scene.opsFile(job("unit", "true")));
        String first = scene.tag("v1.0");
        String second = scene.tag("v1.1");
        scene.mirror();
        RefPushed reconciled = scene.forge.reconciledTag("v1.0", first);
        RefPushed lateFirst = scene.forge.reconciledTag("v1.1", second);

        scene.publish(reconciled);
        scene.awaitEnded(1);
        TestEvents.publishLate(scene.forge
                .push("refs/tags/v1.0", Optional.empty(), Optional.of(first))
                .withId(reconciled.eventId()));
        // the topic has the late report before the reconciled event
        TestEvents.publishLate(scene.forge
                .push("refs/tags/v1.1", Optional.empty(), Optional.of(second))
                .withId(lateFirst.eventId()));
        scene.publish(lateFirst);

        assertThat(scene.awaitEnded(2))
                .extracting(build -> build.get("ref").asText())
                .containsExactlyInAnyOrder("v1.0", "v1.1");
        await().atMost(Duration.ofSeconds(30))
                .during(Duration.ofSeconds(2))
                .until(() -> scene.builds().size() == 2);
    }

    @Test
    void reportsInOneCheckRunWhereTheFileIsBroken() {
        String sha = scene.mirrored("version: \"1\"\npipelines:\n  - name: a:1\n    description: d\n    jobs: x\n");

        scene.publish(scene.forge.change(Action.OPENED, 7, sha));
        JsonNode check = scene.awaitCompletedChecks(1).getFirst();
        scene.publish(scene.forge.change(Action.REOPENED, 7, sha));

        assertThat(check.get("name").asText()).isEqualTo("ops.yml");
        assertThat(check.get("conclusion").asText()).isEqualTo("failure");
        assertThat(check.at("/output/title").asText()).isEqualTo("ops.yml is broken in line 5");
        assertThat(check.at("/output/summary").asText())
                .contains("line 5, column 11: 'jobs' of a pipeline must be a list, not text");
        await().atMost(Duration.ofSeconds(30))
                .during(Duration.ofSeconds(2))
                .until(() -> scene.checks().size() == 1);
        assertThat(scene.builds()).isEmpty();
    }

    @Test
    void doesNothingWithoutAFileOrWithoutAMatchingEvent() {
        String without = scene.commit("README", "hello");
        scene.mirror();
        String other = scene.mirrored(scene.opsFile(job("unit", "true")));

        scene.publish(scene.forge.change(Action.OPENED, 1, without));
        scene.publish(scene.forge.change(Action.CLOSED, 2, other));
        scene.publish(scene.forge.change(Action.OPENED, 3, other));

        scene.awaitEnded(1);
        assertThat(scene.queued()).isEqualTo(1);
        assertThat(scene.awaitCompletedChecks(1)).hasSize(1);
    }

    @Test
    void cancelsTheBuildOfASupersededCommitAndPublishesNoMoreProgressOfIt() {
        String old = scene.mirrored(scene.opsFile(job("unit", "sleep 4325")));
        scene.publish(scene.forge.change(Action.OPENED, 7, old));
        UUID build = scene.awaitQueued();
        await().atMost(Duration.ofSeconds(40))
                .until(() -> scene.checks().stream()
                        .anyMatch(check -> check.get("status").asText().equals("in_progress")));
        String head = scene.mirrored(scene.opsFile(job("unit", "true")));

        scene.publish(scene.forge.change(Action.SYNCHRONIZED, 7, head));
        await().atMost(Duration.ofSeconds(40))
                .until(() -> scene.checks().stream()
                        .anyMatch(check -> check.get("head_sha").asText().equals(head)
                                && check.get("status").asText().equals("completed")));
        // its job never ends by itself
        List<JsonNode> completed = scene.awaitCompletedChecks(2);

        JsonNode replaced = completed.stream()
                .filter(check -> check.get("head_sha").asText().equals(old))
                .findFirst()
                .orElseThrow();
        assertThat(replaced.get("conclusion").asText()).isEqualTo("cancelled");
        assertThat(replaced.at("/output/title").asText())
                .isEqualTo("cancelled by a newer build, of commit " + head.substring(0, 8));
        assertThat(scene.build(build).get("state").asText()).isEqualTo("cancelled");
        int writes = scene.writes();
        database.useTransaction(tx -> checks.buildChanged(tx, build));
        await().during(Duration.ofSeconds(4)).until(() -> scene.writes() == writes);
    } // #9.28

    @Test
    void keepsTheProgressOfTheNewestCommitWhenAnOlderEventArrivesLate() {
        String old = scene.mirrored(scene.opsFile(job("unit", "true")));
        String head = scene.mirrored(
                scene.opsFile(job("unit", "until [ -e %s/go ]; do sleep 0.1; done".formatted(scene.work()))));
        scene.publish(scene.forge.change(Action.SYNCHRONIZED, 7, head));
        scene.awaitQueued();

        scene.publish(scene.forge.earlierChange(Action.OPENED, 7, old));

        await().atMost(Duration.ofSeconds(40))
                .until(() -> scene.checks().stream()
                        .anyMatch(check -> check.get("head_sha").asText().equals(old)
                                && check.get("status").asText().equals("completed")));
        assertThat(scene.checks())
                .filteredOn(check -> check.get("head_sha").asText().equals(old))
                .extracting(check -> check.get("conclusion").asText())
                .containsExactly("cancelled");
        assertThat(showsProgress(head)).isTrue();
        assertThat(showsProgress(old)).isFalse();
        scene.touch("go");
        scene.awaitCompletedChecks(2);
    } // #9.28

    private boolean showsProgress(String sha) {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("""
                        select progress from pipeline.check_run
                        where external_id in (select id from pipeline.build where sha = :sha)
                        """)
                .bind("sha", sha)
                .mapTo(Boolean.class)
                .one());
    }

    private long traced() {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("""
                        select (select count(traceparent) from pipeline.trigger where full_name = :repository)
                             + (select count(traceparent) from pipeline.build where repository = :repository)
                             + (select count(traceparent) from pipeline.check_run where repository = :repository)
                        """)
                .bind("repository", scene.repository)
                .mapTo(Long.class)
                .one());
    }

    private List<BuildFinished> finished() {
        return scene.runEvents().stream()
                .filter(BuildFinished.class::isInstance)
                .map(BuildFinished.class::cast)
                .toList();
    }
}
