package dev.millrace.pipeline.check;

import static dev.millrace.pipeline.Scene.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.events.access.InstallationLinked.State;
import dev.millrace.events.forge.ChangeUpdated.Action;
import dev.millrace.forge.CheckRunState.Conclusion;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.meter.Waiting;
import dev.millrace.pipeline.FakeGitHub;
import dev.millrace.pipeline.FakeGitHub.Fault;
import dev.millrace.pipeline.FakeGitHub.Write;
import dev.millrace.pipeline.Scene;
import dev.millrace.pipeline.Surroundings;
import dev.millrace.pipeline.check.CheckContent.Status;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Surroundings.class)
class CheckPublishingIT {

    @Inject
    Database database;

    @Inject
    CheckStore store;

    private final FakeGitHub gitHub = Surroundings.gitHub();
    private Scene scene;
    private String sha;

    @BeforeEach
    void set() {
        scene = Scene.set();
        sha = scene.mirrored(scene.opsFile(job("unit", "true")));
    }

    @ParameterizedTest
    @EnumSource(names = {"RESET_AFTER_APPLYING", "RESET_BEFORE_APPLYING", "SERVER_ERROR"})
    void makesOneCheckRunWhateverHappenedToTheAnswer(Fault fault) {
        gitHub.failNext(scene.repository, fault);

        scene.publish(scene.forge.change(Action.OPENED, 7, sha));

        JsonNode check = scene.awaitCompletedChecks(1).getFirst();
        assertThat(check.get("conclusion").asText()).isEqualTo("success");
        assertThat(check.path("_movedBack").asBoolean()).isFalse();
    }

    @Test
    void makesOneCheckRunThroughARowOfFailures() {
        gitHub.failNext(
                scene.repository,
                Fault.RESET_BEFORE_APPLYING,
                Fault.RESET_AFTER_APPLYING,
                Fault.RESET_AFTER_APPLYING,
                Fault.SERVER_ERROR);

        scene.publish(scene.forge.change(Action.OPENED, 7, sha));

        JsonNode check = scene.awaitCompletedChecks(1).getFirst();
        assertThat(check.path("_movedBack").asBoolean()).isFalse();
        // the run is completed at the forge before we know of it
        await().atMost(Duration.ofSeconds(40))
                .until(() -> gitHub.writes(scene.repository).size() >= 5);
        assertThat(scene.checks()).hasSize(1);
    }

    @Test
    void writesNothingUntilTheTimeThatTheForgeGave() {
        gitHub.failNext(scene.repository, Fault.RATE_LIMITED);

        scene.publish(scene.forge.change(Action.OPENED, 7, sha));

        scene.awaitCompletedChecks(1);
        List<Write> writes = gitHub.writes(scene.repository);
        assertThat(Duration.between(writes.get(0).at(), writes.get(1).at())).isGreaterThan(Duration.ofMillis(1900));
    }

    @Test
    void writesOneAfterTheOtherWithAPauseAndReportsProgressNowAndThen() {
        String[] jobs = IntStream.range(0, 8)
                .mapToObj(number -> job("job" + number, "sleep 0.5"))
                .toArray(String[]::new);
        String many = scene.mirrored(scene.opsFile(jobs));

        scene.publish(scene.forge.change(Action.OPENED, 7, many));

        scene.awaitCompletedChecks(1);
        List<Write> writes = gitHub.writes(scene.repository);
        assertThat(pauses(writes)).allMatch(pause -> pause.compareTo(Duration.ofMillis(50)) >= 0);
        List<Write> progress = writes.stream()
                .filter(write -> write.status().equals("in_progress"))
                .toList();
        assertThat(progress).isNotEmpty();
        assertThat(pauses(progress)).allMatch(pause -> pause.compareTo(Duration.ofMillis(2900)) >= 0);
        assertThat(writes.getLast().status()).isEqualTo("completed");
    }

    @Test
    void parksWhatASuspendedInstallationRefusesUntilItIsActiveAgain() {
        gitHub.failNext(scene.repository, Fault.SUSPENDED);

        scene.publish(scene.forge.change(Action.OPENED, 7, sha));
        scene.awaitEnded(1);
        await().atMost(Duration.ofSeconds(30))
                .during(Duration.ofSeconds(2))
                .until(() -> gitHub.writes(scene.repository).size() == 1);
        scene.installation(State.ACTIVE);

        assertThat(scene.awaitCompletedChecks(1)).hasSize(1);
    }

    @Test
    void publishesAfterTheAccountAtTheForgeWasRenamed() {
        String renamed = "new-" + scene.repository;
        String file = scene.opsFile(job("unit", "true")).replace(scene.repository, renamed);
        String commit = scene.mirrored(file);

        // through the repository's own hook, whose events contain no installation
        scene.publish(scene.forge.renamed(renamed).change(Action.OPENED, 8, commit));

        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(gitHub.checkRuns(renamed))
                        .as("of the pipeline and of the head")
                        .hasSize(2)
                        .allSatisfy(check ->
                                assertThat(check.path("conclusion").asText()).isEqualTo("success")));
    }

    @Test
    void doesNotEvenTryWhileItKnowsThatTheInstallationIsSuspended() {
        scene.installation(State.SUSPENDED);
        // the states and the change arrive over different topics
        await().during(Duration.ofSeconds(2)).until(() -> true);

        scene.publish(scene.forge.change(Action.OPENED, 7, sha));
        scene.awaitEnded(1);
        assertThat(gitHub.writes(scene.repository)).isEmpty();
        scene.installation(State.ACTIVE);

        assertThat(scene.awaitCompletedChecks(1)).hasSize(1);
    }

    @Test
    void showsThatWorkBeganAlsoWhenItHasEndedBeforeTheForgeHeardOfIt() {
        scene.installation(State.SUSPENDED);
        await().during(Duration.ofSeconds(2)).until(() -> true);
        scene.publish(scene.forge.change(Action.OPENED, 7, sha));
        scene.awaitEnded(1);

        scene.installation(State.ACTIVE);

        scene.awaitCompletedChecks(1);
        assertThat(gitHub.writes(scene.repository))
                .extracting(Write::status)
                .containsExactly("in_progress", "completed");
    }

    @Test
    void completesAgainWhatAWriteOfAFormerOwnerOfTheLaneMovedBack() {
        String installation =
                scene.forge.change(Action.OPENED, 7, sha).installationId().orElseThrow();
        var lane = new CheckRow.Lane("github.com", installation);
        var check = new NewCheck(
                UUID.randomUUID(),
                "github.com",
                Optional.of(installation),
                scene.team,
                scene.repository,
                installation,
                "late",
                sha);
        want(check, lane, Status.QUEUED);
        awaitWrites(1);

        // the write of one owner hangs, and the lane goes to another
        gitHub.failNext(scene.repository, Fault.HELD);
        want(check, lane, Status.IN_PROGRESS);
        awaitWrites(2);
        want(check, lane, Status.COMPLETED);
        database.useTransaction(tx -> tx.handle()
                .createUpdate("update pipeline.check_lane set owner = null where installation_id = :id")
                .bind("id", installation)
                .execute());
        scene.awaitCompletedChecks(1);
        gitHub.release(scene.repository);
        awaitWrites(5);

        assertThat(scene.awaitCompletedChecks(1).getFirst().get("conclusion").asText())
                .isEqualTo("success");
        assertThat(gitHub.writes(scene.repository))
                .extracting(Write::status)
                // of the beginning, one is the write that hung and one the new owner's
                .containsExactly("queued", "in_progress", "in_progress", "completed", "completed");
    } // #9.28

    @Test
    void sendsEveryAnnotationOnceAlsoWhenAnswersAreLost() {
        gitHub.failNextAnnotated(
                scene.repository, Fault.RESET_AFTER_APPLYING, Fault.RESET_BEFORE_APPLYING, Fault.RESET_AFTER_APPLYING);
        String many = scene.mirrored(scene.opsFile(job(
                "unit", "for i in {1..120}; do echo \"ops.yml:$i:1: warning: number $i\"; done", "echo end", "false")));

        scene.publish(scene.forge.change(Action.OPENED, 7, many));

        JsonNode check = scene.awaitCompletedChecks(1).getFirst();
        assertThat(check.at("/output/annotations")
                        .valueStream()
                        .map(one -> one.get("start_line").asInt()))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 120).boxed().toList());
        assertThat(check.path("_movedBack").asBoolean()).isFalse();
        assertThat(check.get("conclusion").asText()).isEqualTo("failure");
        assertThat(check.get("actions").findValuesAsText("identifier")).containsExactly("rerun-failed", "rerun-all");
        assertThat(check.at("/output/text").asText()).contains("**unit** ended in step 3, `false`.");
    }

    @Test
    void writesCommitStatusesUntilTheAppMayWriteCheckRuns() {
        gitHub.refuseChecks(scene.repository);

        scene.publish(scene.forge.change(Action.OPENED, 7, sha));

        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() ->
                        assertThat(states("checks", sha)).endsWith("success").contains("pending"));
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(states("millrace", sha)).endsWith("success"));
        assertThat(scene.checks()).isEmpty();

        gitHub.allowChecks(scene.repository);
        scene.installation(State.ACTIVE);
        await().atMost(Duration.ofSeconds(30)).until(() -> !writesStatuses());
        String next = scene.mirrored(scene.opsFile(job("unit", "echo again")));
        scene.publish(scene.forge.change(Action.SYNCHRONIZED, 7, next));

        assertThat(scene.awaitCompletedChecks(1).getFirst().get("head_sha").asText())
                .isEqualTo(next);
        assertThat(states("checks", next)).isEmpty();
    }

    private List<String> states(String context, String commit) {
        return gitHub.statuses(scene.repository).stream()
                .filter(status -> status.get("context").asText().equals(context)
                        && status.get("sha").asText().equals(commit))
                .map(status -> status.get("state").asText())
                .toList();
    }

    private boolean writesStatuses() {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("""
                        select bool_or(l.as_status) from pipeline.check_lane l
                        join pipeline.check_run c using (instance, installation_id) where c.repository = :repository
                        """)
                .bind("repository", scene.repository)
                .mapTo(Boolean.class)
                .one());
    }

    @Test
    void shows20ChecksOfACommitWith45WritesAtMost() {
        Instant start = Instant.parse("2020-01-01T00:00:00Z");
        Duration progress = Duration.ofSeconds(15);
        var lane = new CheckRow.Lane("github.com", "budget");
        List<NewCheck> all = IntStream.range(0, 20)
                .mapToObj(number -> new NewCheck(
                        UUID.randomUUID(),
                        "github.com",
                        Optional.of("budget"),
                        scene.team,
                        scene.repository,
                        "1",
                        "check" + number,
                        sha))
                .toList();
        var written = new ArrayList<String>();

        assertThatThrownBy(() -> database.useTransaction(tx -> {
                    all.forEach(check -> store.want(tx, check, lane, content(Status.QUEUED, start), start));
                    // a write a second; each second two builds begin, and end three seconds later
                    for (int second = 0; second < 90; second++) {
                        Instant now = start.plusSeconds(second);
                        for (NewCheck check : pair(all, second)) {
                            store.want(tx, check, lane, content(Status.IN_PROGRESS, now), now);
                        }
                        for (NewCheck check : pair(all, second - 3)) {
                            store.want(tx, check, lane, content(Status.COMPLETED, now), now);
                        }
                        store.next(tx, lane, now, progress).ifPresent(row -> {
                            written.add(row.name() + " " + row.content().status());
                            store.notePublished(tx, row, 1, now);
                        });
                    }
                    throw new IllegalStateException("not committed, so that no worker publishes it");
                }))
                .hasMessageContaining("not committed");

        assertThat(written).hasSizeLessThanOrEqualTo(45).doesNotHaveDuplicates();
        // neither the begin nor the end of any of them is dropped
        assertThat(written)
                .containsAll(
                        all.stream().map(check -> check.name() + " IN_PROGRESS").toList());
        assertThat(written)
                .containsAll(
                        all.stream().map(check -> check.name() + " COMPLETED").toList());
    }

    private static List<NewCheck> pair(List<NewCheck> all, int second) {
        return second >= 0 && second < all.size() / 2 ? all.subList(2 * second, 2 * second + 2) : List.of();
    }

    @Test
    void measuresSinceWhenTheForgeLacksACheckRun() {
        Instant longAgo = Instant.parse("2020-01-01T00:00:00Z");
        var lane = new CheckRow.Lane("github.com", "measured");
        var check = new NewCheck(
                UUID.randomUUID(),
                "github.com",
                Optional.of("measured"),
                scene.team,
                scene.repository,
                "1",
                "measured",
                sha);
        var measured = new CompletableFuture<Waiting>();

        assertThatThrownBy(() -> database.useTransaction(tx -> {
                    store.want(tx, check, lane, content(Status.QUEUED, longAgo), longAgo);
                    measured.complete(store.waiting(tx, Instant.now(), Duration.ofSeconds(15)));
                    throw new IllegalStateException("not committed, so that no worker publishes it");
                }))
                .hasMessageContaining("not committed");

        assertThat(measured.join().count()).isPositive();
        assertThat(measured.join().since()).contains(longAgo);
    }

    private void want(NewCheck check, CheckRow.Lane lane, Status status) {
        Instant now = Instant.now();
        database.useTransaction(tx -> store.want(tx, check, lane, content(status, now), now));
    }

    private static CheckContent content(Status status, Instant now) {
        boolean completed = status == Status.COMPLETED;
        return new CheckContent(
                status,
                completed ? Optional.of(Conclusion.SUCCESS) : Optional.empty(),
                "title",
                "summary",
                Optional.empty(),
                Optional.of(now),
                completed ? Optional.of(now) : Optional.empty(),
                Optional.empty());
    }

    private void awaitWrites(int count) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> gitHub.writes(scene.repository).size() >= count);
    }

    private static List<Duration> pauses(List<Write> writes) {
        return IntStream.range(1, writes.size())
                .mapToObj(number -> Duration.between(
                        writes.get(number - 1).at(), writes.get(number).at()))
                .toList();
    }
}
