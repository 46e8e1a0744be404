package dev.millrace.pipeline;

import static dev.millrace.pipeline.Scene.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.events.Topic;
import dev.millrace.events.forge.ChangeUpdated.Action;
import dev.millrace.events.git.SyncRequested;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events that start no build, or none yet: the mirror lacks the commit, or the change comes from a fork. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Surroundings.class)
class WaitingTriggersIT {

    @Inject
    Database database;

    private Scene scene;

    @BeforeEach
    void set() {
        scene = Scene.set();
    }

    @Test
    void waitsForTheMirrorAndGoesOnWhenItHasTheCommit() {
        scene.mirrored(scene.opsFile(job("unit", "true")));
        String sha = scene.commit("later.txt", "later");

        scene.publish(scene.forge.change(Action.SYNCHRONIZED, 7, sha));
        await().atMost(Duration.ofSeconds(30))
                .during(Duration.ofSeconds(1))
                .until(() -> scene.builds().isEmpty());
        scene.mirror();

        assertThat(scene.awaitEnded(1).getFirst().get("sha").asText()).isEqualTo(sha);
    }

    @Test
    void showsThatItWaitsForACommitAndGoesOnWhenTheMirrorHasIt() {
        scene.mirrored(scene.opsFile(job("unit", "true")));
        String sha = scene.commit("late.txt", "mirrored late");

        scene.publish(scene.forge.change(Action.OPENED, 7, sha));
        JsonNode waiting = scene.awaitCompletedChecks(1).getFirst();
        scene.mirror();

        assertThat(waiting.get("head_sha").asText()).isEqualTo(sha);
        assertThat(waiting.get("name").asText()).isEqualTo("ops.yml");
        assertThat(waiting.get("conclusion").asText()).isEqualTo("neutral");
        assertThat(waiting.at("/output/title").asText()).isEqualTo("Waiting: the mirror does not have this commit yet");
        assertThat(waiting.at("/output/summary").asText()).contains("ref_missing", "A sync of the mirror is requested");
        assertThat(TestEvents.all(Topic.GIT_SYNC_REQUESTS))
                .filteredOn(event -> event instanceof SyncRequested request
                        && request.after().equals(Optional.of(sha)))
                .isNotEmpty();
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(scene.checks())
                        .extracting(check -> check.get("name").asText() + " "
                                + check.path("conclusion").asText())
                        .containsExactlyInAnyOrder("ops.yml success", "checks success"));
        assertThat(scene.checks()).noneMatch(check -> check.path("_movedBack").asBoolean());
    } // #9.26

    @Test
    void showsThatItGaveUpWaitingForACommit() {
        scene.mirrored(scene.opsFile(job("unit", "true")));
        String sha = scene.commit("never.txt", "never mirrored");
        scene.publish(scene.forge.change(Action.OPENED, 7, sha));
        scene.awaitCompletedChecks(1);

        // a week later
        database.useTransaction(
                tx -> tx.handle().createUpdate("""
                        update pipeline.trigger
                        set received_at = received_at - interval '8 days', next_attempt_at = received_at
                        where sha = :sha
                        """).bind("sha", sha).execute());

        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(
                                scene.checks().getFirst().at("/output/title").asText())
                        .isEqualTo("Not run: the mirror never had this commit"));
        assertThat(scene.checks().getFirst().get("conclusion").asText()).isEqualTo("neutral");
    } // #9.26

    @Test
    void leavesATriggerOfAnEventThatItDoesNotKnowToANewerInstance() {
        String sha = scene.mirrored(scene.opsFile(job("unit", "true")));
        UUID unknown = UUID.randomUUID();
        // due before everything else
        database.useTransaction(tx -> tx.handle()
                .createUpdate("""
                        insert into pipeline.trigger (event_id, instance, forge_repository_id, upstream_key, full_name, event,
                            ref, sha, received_at, next_attempt_at)
                        values (:id, 'github.com', '1', 'github.com:1', 'acme/widgets', 'discussion.answered', 'main', :sha,
                            now(), now() - interval '1 day')
                        """)
                .bind("id", unknown)
                .bind("sha", sha)
                .execute());

        scene.publish(scene.forge.change(Action.OPENED, 7, sha));

        assertThat(scene.awaitEnded(1)).hasSize(1);
        assertThat(database.<String>inTransaction(tx -> tx.handle()
                        .createQuery("select state || ' ' || attempts from pipeline.trigger where event_id = :id")
                        .bind("id", unknown)
                        .mapTo(String.class)
                        .one()))
                .isEqualTo("waiting 0");
    }

    @Test
    void showsNothingWhereTheDefaultBranchHasNoPipelines() {
        scene.commit("README", "hello");
        scene.mirror();
        Scene other = Scene.set();
        other.mirrored(other.opsFile(job("unit", "true")));

        scene.publish(scene.forge.change(Action.OPENED, 7, scene.commit("never.txt", "never mirrored")));
        // another repository shows its wait, so the time for this one has passed too
        other.publish(other.forge.change(Action.OPENED, 7, other.commit("never.txt", "never mirrored")));
        other.awaitCompletedChecks(1);

        await().during(Duration.ofSeconds(2)).until(() -> scene.checks().isEmpty());
        // the change that brings the first ops.yml runs all the same
        scene.publish(scene.forge.change(Action.SYNCHRONIZED, 7, scene.mirrored(scene.opsFile(job("unit", "true")))));
        assertThat(scene.awaitCompletedChecks(1).getFirst().get("name").asText())
                .isEqualTo("checks");
    } // #9.26

    @Test
    void asksForAnApprovalOfAChangeFromAFork() {
        scene.mirrored(scene.opsFile(job("unit", "true")));
        String fork = "f".repeat(40);

        scene.publish(scene.forge.fromFork(scene.forge.change(Action.OPENED, 7, fork)));

        JsonNode check = scene.awaitCompletedChecks(1).getFirst();
        assertThat(check.get("head_sha").asText()).isEqualTo(fork);
        // a rule that requires the pipeline waits visibly: a neutral check would satisfy it
        assertThat(check.get("name").asText()).isEqualTo("checks");
        assertThat(check.get("conclusion").asText()).isEqualTo("action_required");
        assertThat(check.at("/output/title").asText()).isEqualTo("Waiting for an approval: comment /ok-to-test");
        assertThat(scene.builds()).isEmpty();
    } // #9.BR-40

    @Test
    void waitsToExplainAForkUntilTheMirrorHasADefaultBranch() {
        String fork = "e".repeat(40);
        scene.publish(scene.forge.fromFork(scene.forge.change(Action.OPENED, 7, fork)));
        await().atMost(Duration.ofSeconds(40))
                .until(() -> database.inTransaction(tx -> tx.handle()
                        .createQuery(
                                "select exists (select 1 from pipeline.trigger where sha = :sha and reason is not null)")
                        .bind("sha", fork)
                        .mapTo(Boolean.class)
                        .one()));

        scene.mirrored(scene.opsFile(job("unit", "true")));

        JsonNode check = scene.awaitCompletedChecks(1).getFirst();
        assertThat(check.get("head_sha").asText()).isEqualTo(fork);
        assertThat(check.at("/output/title").asText()).isEqualTo("Waiting for an approval: comment /ok-to-test");
    } // #9.26
}
