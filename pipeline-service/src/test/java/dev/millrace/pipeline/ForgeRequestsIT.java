package dev.millrace.pipeline;

import static dev.millrace.pipeline.Scene.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.events.Event;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.CheckSuiteChanged;
import dev.millrace.events.forge.MergeGroupChanged;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What starts and ends builds besides pushes and changes: checks that are run again, buttons, suites and merge groups. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Surroundings.class)
class ForgeRequestsIT {

    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String PIPELINE = """
              - name: %s:1
                description: d
                events: [%s]
                %s
                jobs:
                  - name: j
                    steps: ['echo "$EVENT_NAME|$REF|$BASE_REF"', '%s']
            """;

    @Inject
    Database database;

    private Scene scene;

    @BeforeEach
    void set() {
        scene = Scene.set();
    }

    @Test
    void makesTheNextAttemptOnceForARequestThatComesAgainAndAgain() {
        String sha = scene.mirrored(scene.opsFile(job("unit", "true")));
        String first = opened(sha);
        Event request = scene.forge.rerequested(first, sha, "grace");

        scene.publish(scene.forge.rerequestedOfAnotherApp(first, sha));
        scene.publish(scene.forge.rerequested(UUID.randomUUID().toString(), sha, "grace"));
        scene.publish(request);
        scene.publish(request);
        TestEvents.publishReplay(request, false);

        JsonNode second = scene.awaitEnded(2).getFirst();
        assertThat(second.get("attempt").asInt()).isEqualTo(2);
        assertThat(second.get("trigger").get("kind").asText()).isEqualTo("rerun");
        assertThat(second.get("trigger").get("actor").asText()).isEqualTo("grace");
        // an event that arrives after the repeats on the same partition shows that they were read
        scene.publish(scene.forge.rerequested(second.get("id").asText(), sha, "ada"));
        JsonNode third = scene.awaitEnded(3).getFirst();
        assertThat(third.get("trigger").get("actor").asText()).isEqualTo("ada");
        assertThat(scene.builds()).hasSize(3);
        assertThat(scene.awaitCompletedChecks(3))
                .extracting(check -> check.get("name").asText())
                .containsOnly("checks");
    }

    @Test
    void writesTheCheckAgainWhenThereIsNothingToRunAgain() {
        String sha = scene.mirrored(scene.opsFile(job("unit", "true")));
        String first = opened(sha);
        scene.publish(scene.forge.rerequested(first, sha, "grace"));
        scene.awaitEnded(2);
        scene.awaitCompletedChecks(2);
        int writes = scene.writes();

        // it has a second attempt, and the forge waits for its first one now
        scene.publish(scene.forge.rerequested(first, sha, "grace"));

        await().atMost(SOON).until(() -> scene.writes() == writes + 1);
        assertThat(scene.checks()).noneMatch(check -> check.path("_movedBack").asBoolean());
        assertThat(scene.builds()).hasSize(2);
    }

    @Test
    void runsTheNewestAttemptOfEveryPipelineOfACommitAgain() {
        String sha = scene.mirrored(file(
                PIPELINE.formatted("one", "github:self:push", "", "true"),
                PIPELINE.formatted("two", "github:self:push", "", "false")));
        scene.publish(scene.forge.push("refs/heads/main", Optional.empty(), Optional.of(sha)));
        List<JsonNode> builds = scene.awaitEnded(2);
        String failed = builds.stream()
                .filter(build -> build.get("pipeline").asText().equals("two"))
                .map(build -> build.get("id").asText())
                .findFirst()
                .orElseThrow();
        scene.publish(scene.forge.rerequested(failed, sha, "grace"));
        scene.awaitEnded(3);
        Event request = scene.forge.suite(CheckSuiteChanged.Action.REREQUESTED, sha);

        scene.publish(request);
        scene.awaitEnded(5);
        TestEvents.publishReplay(request, false);
        // too old to have an effect
        scene.publish(scene.forge.suite(
                CheckSuiteChanged.Action.REREQUESTED, sha, Instant.now().minus(Duration.ofHours(2))));
        TestEvents.publishReplay(request, true);

        assertThat(scene.awaitEnded(7))
                .extracting(build -> build.get("pipeline").asText() + " "
                        + build.path("attempt").asInt(1))
                .containsExactlyInAnyOrder("one 1", "two 1", "two 2", "one 2", "two 3", "one 3", "two 4");
    }

    @Test
    void readsTheFileAgainWhenItsCheckIsRunAgain() {
        scene.mirrored(scene.opsFile(job("unit", "true")));
        String sha = scene.commit("late.txt", "mirrored after it was given up");
        scene.publish(scene.forge.change(ChangeUpdated.Action.OPENED, 7, sha));
        scene.awaitCompletedChecks(1);
        database.useTransaction(
                tx -> tx.handle().createUpdate("""
                        update pipeline.trigger
                        set received_at = received_at - interval '8 days', next_attempt_at = received_at
                        where sha = :sha
                        """).bind("sha", sha).execute());
        await().atMost(SOON)
                .until(() ->
                        scene.checks().getFirst().at("/output/title").asText().startsWith("Not run"));
        scene.mirror();

        String check = scene.checks().getFirst().get("external_id").asText();
        scene.publish(scene.forge.rerequested(check, sha, "grace"));

        JsonNode build = scene.awaitEnded(1).getFirst();
        assertThat(build.get("sha").asText()).isEqualTo(sha);
        assertThat(build.get("trigger").get("actor").asText()).isEqualTo("grace");
        assertThat(scene.awaitCompletedChecks(2))
                .extracting(one ->
                        one.get("name").asText() + " " + one.get("conclusion").asText())
                .containsExactlyInAnyOrder("ops.yml success", "checks success");
    }

    @Test
    void showsAgainThatTheFileIsBroken() {
        String sha = scene.mirrored("version: \"1\"\npipelines:\n  - name: a:1\n    description: d\n    jobs: x\n");
        scene.publish(scene.forge.change(ChangeUpdated.Action.OPENED, 7, sha));
        JsonNode check = scene.awaitCompletedChecks(1).getFirst();
        String before = check.get("completed_at").asText();

        await().atMost(SOON).pollDelay(Duration.ofSeconds(1)).until(() -> true);
        scene.publish(scene.forge.rerequested(check.get("external_id").asText(), sha, "grace"));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                scene.checks().getFirst().get("completed_at").asText())
                        .isNotEqualTo(before));
        assertThat(scene.checks()).hasSize(1);
        assertThat(scene.checks().getFirst().get("conclusion").asText()).isEqualTo("failure");
    }

    @Test
    void doesWhatAButtonStatesForAnAccountThatMayWrite() {
        String sha = scene.mirrored(
                scene.opsFile(job("unit", "true"), job("flaky", "test -e %s/fixed".formatted(scene.work()))));
        String first = opened(sha);
        Surroundings.gitHub().grant(scene.repository, "grace", "write");
        Event ofReader = scene.forge.button(first, sha, "eve", "rerun-all");
        Event ofWriter = scene.forge.button(first, sha, "grace", "rerun-failed");

        scene.publish(ofReader);
        await().atMost(SOON).until(() -> buttonState(ofReader).isPresent());
        scene.touch("fixed");
        scene.publish(ofWriter);
        scene.publish(ofWriter);

        JsonNode second = scene.awaitEnded(2).getFirst();
        assertThat(buttonState(ofReader)).contains("refused: eve may not write to " + scene.repository);
        assertThat(buttonState(ofWriter))
                .contains("done: build " + second.get("id").asText() + " is queued");
        assertThat(second.get("state").asText()).isEqualTo("passed");
        assertThat(second.get("trigger").get("actor").asText()).isEqualTo("grace");
        assertThat(scene.build(UUID.fromString(second.get("id").asText()))
                        .at("/jobs/0/carriedFrom")
                        .asText())
                .isEqualTo(first);
        assertThat(scene.builds()).hasSize(2);
    }

    @Test
    void cancelsABuildByItsButton() {
        String sha = scene.mirrored(scene.opsFile(job("unit", "sleep 4327")));
        scene.publish(scene.forge.change(ChangeUpdated.Action.OPENED, 7, sha));
        UUID running = scene.awaitQueued();
        Surroundings.gitHub().grant(scene.repository, "grace", "admin");

        scene.publish(scene.forge.button(running.toString(), sha, "grace", "cancel"));

        scene.awaitEnded(1);
        assertThat(scene.build(running).get("state").asText()).isEqualTo("cancelled");
        assertThat(scene.awaitCompletedChecks(1).getFirst().at("/output/title").asText())
                .isEqualTo("cancelled by grace");
    }

    @Test
    void runsForAMergeGroupWhatUpdatesOfChangesRun() {
        String base = scene.mirrored(file(
                PIPELINE.formatted("checks", "github:self:pull_request.synchronize", "", "true"),
                PIPELINE.formatted("pushes", "github:self:push", "", "true"),
                PIPELINE.formatted(
                        "release", "github:self:pull_request.synchronize", "on: {branches: [release]}", "true")));
        String head = scene.commit("merged.txt", "merged");
        scene.mirror();
        Event requested = scene.forge.mergeGroup(MergeGroupChanged.Action.CHECKS_REQUESTED, head, base);

        scene.publish(requested);
        scene.publish(requested);

        JsonNode build = scene.awaitEnded(1).getFirst();
        assertThat(build.get("pipeline").asText()).isEqualTo("checks");
        assertThat(build.get("event").asText()).isEqualTo("merge_group");
        assertThat(build.get("sha").asText()).isEqualTo(head);
        assertThat(scene.log(UUID.fromString(build.get("id").asText()), "j"))
                .isEqualTo("merge_group|gh-readonly-queue/main/pr-7-%s|main\n".formatted(base));
        JsonNode check = scene.awaitCompletedChecks(1).getFirst();
        assertThat(check.get("name").asText()).isEqualTo("checks");
        assertThat(check.get("head_sha").asText()).isEqualTo(head);
        assertThat(scene.builds()).hasSize(1);
    }

    @Test
    void cancelsWhatRunsForAMergeGroupThatIsGone() {
        String base =
                scene.mirrored(file(PIPELINE.formatted("queue", "github:self:merge_group:main", "", "sleep 4328")));
        String head = scene.commit("merged.txt", "merged");
        scene.mirror();
        String neverBuilt = scene.commit("merged.txt", "merged in another way");
        scene.mirror();
        scene.publish(scene.forge.mergeGroup(MergeGroupChanged.Action.CHECKS_REQUESTED, head, base));
        UUID running = scene.awaitQueued();

        // the end of the other group arrives before its beginning
        scene.publish(scene.forge.mergeGroup(MergeGroupChanged.Action.DESTROYED, neverBuilt, base));
        scene.publish(scene.forge.mergeGroup(MergeGroupChanged.Action.CHECKS_REQUESTED, neverBuilt, base));
        scene.publish(scene.forge.mergeGroup(MergeGroupChanged.Action.DESTROYED, head, base));

        scene.awaitEnded(1);
        assertThat(scene.build(running).get("state").asText()).isEqualTo("cancelled");
        assertThat(scene.awaitCompletedChecks(1).getFirst().at("/output/title").asText())
                .isEqualTo("cancelled by the merge queue: the merge group is gone: dequeued");
        assertThat(scene.builds()).hasSize(1);
    }

    @Test
    void startsACommitOnceThatAPushAndASuiteAnnounce() {
        String suiteFirst = scene.mirrored(file(PIPELINE.formatted("pushes", "github:self:push", "", "true")));
        String pushFirst = scene.commit("a.txt", "more");
        scene.mirror();

        scene.publish(scene.forge.suite(CheckSuiteChanged.Action.REQUESTED, suiteFirst));
        scene.awaitEnded(1);
        Event push = scene.forge.push("refs/heads/main", Optional.empty(), Optional.of(suiteFirst));
        scene.publish(push);
        TestEvents.publishReplay(push, false);
        scene.publish(scene.forge.push("refs/heads/main", Optional.of(suiteFirst), Optional.of(pushFirst)));
        scene.awaitEnded(2);
        scene.publish(scene.forge.suite(CheckSuiteChanged.Action.REQUESTED, pushFirst));
        // the branch goes back, which is another push of the first commit
        scene.publish(scene.forge.push("refs/heads/main", Optional.of(pushFirst), Optional.of(suiteFirst)));

        assertThat(scene.awaitEnded(3))
                .extracting(build -> build.get("sha").asText())
                .containsExactly(suiteFirst, pushFirst, suiteFirst);
        await().during(Duration.ofSeconds(2))
                .atMost(SOON)
                .until(() -> scene.builds().size() == 3);
    }

    @Test
    void startsOnlyPipelinesWhosePathsAPushOrAChangeTouches() {
        String root = scene.mirrored(file(
                PIPELINE.formatted(
                        "code",
                        "github:self:push, github:self:pull_request.opened",
                        "on: {paths: [\"src/**\"]}",
                        "true"),
                PIPELINE.formatted(
                        "others",
                        "github:self:push, github:self:pull_request.opened",
                        "on: {paths-ignore: [\"src/**\"]}",
                        "true")));
        String code = scene.commit("src/A.java", "class A {}");
        String docs = scene.commit("docs/a b.md", "text");
        scene.mirror();

        scene.publish(scene.forge.push("refs/heads/main", Optional.of(root), Optional.of(code)));
        assertThat(scene.awaitEnded(1).getFirst().get("pipeline").asText()).isEqualTo("code");
        scene.publish(scene.forge.push("refs/heads/main", Optional.of(code), Optional.of(docs)));
        assertThat(scene.awaitEnded(2).getFirst().get("pipeline").asText()).isEqualTo("others");
        // its base has gone on: only what the branch itself has changed counts
        String onTheBase = scene.mainGoesOnFrom(code, "src/B.java", "class B {}");
        scene.publish(scene.forge.changeOnto(ChangeUpdated.Action.OPENED, 7, docs, onTheBase));
        assertThat(scene.awaitEnded(3).getFirst().get("pipeline").asText()).isEqualTo("others");
        // files that are not known let the event through
        scene.publish(scene.forge.push("refs/heads/main", Optional.of("e".repeat(40)), Optional.of(docs)));
        assertThat(scene.awaitEnded(5)).hasSize(5);
    }

    private Optional<String> buttonState(Event event) {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("""
                        select state || ': ' || reason from pipeline.button_use where event_id = :id and state <> 'waiting'
                        """)
                .bind("id", event.eventId())
                .mapTo(String.class)
                .findOne());
    }

    /** The id of the build of a change that was opened with this commit, when it has ended. */
    private String opened(String sha) {
        scene.publish(scene.forge.change(ChangeUpdated.Action.OPENED, 7, sha));
        return scene.awaitEnded(1).getFirst().get("id").asText();
    }

    private static String file(String... pipelines) {
        return "version: \"1\"\npipelines:\n" + String.join("", pipelines);
    }
}
