package dev.millrace.pipeline.command;

import static dev.millrace.pipeline.Scene.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.events.Topic;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ChangeReviewed;
import dev.millrace.events.forge.ChangeUpdated.Action;
import dev.millrace.events.forge.CommentChanged;
import dev.millrace.events.forge.CommentChanged.Kind;
import dev.millrace.events.platform.ActionAudited;
import dev.millrace.kit.database.Database;
import dev.millrace.pipeline.FakeConversations;
import dev.millrace.pipeline.Scene;
import dev.millrace.pipeline.Surroundings;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestGit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a comment to its effect and to what the author sees, over real Kafka, PostgreSQL, git and HTTP. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Surroundings.class)
class CommandsIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(40);
    private static final AtomicLong COMMENTS = new AtomicLong(5_000);
    private static final String COMMAND = """
            commands:
              - name: greet:1.0.0
                description: says hello
                run: printf '%s|' "$SDK_BATCH_MODE" "$PR_NUMBER"
            """;

    @Inject
    Database database;

    @Inject
    ExecuteCommand executeCommand;

    @Inject
    CommandStore store;

    private Scene scene;
    private FakeConversations conversations;

    @BeforeEach
    void set() {
        scene = Scene.set();
        conversations = Surroundings.gitHub().conversations();
        conversations.permission(scene.repository, "ada", "write", "write");
    }

    @Test
    void runsFailedJobsAgainOnceHoweverOftenTheCommentIsDelivered() {
        String sha = opened(scene.opsFile(job("unit", "test -e %s/fixed".formatted(scene.work()))));
        scene.awaitEnded(1);
        scene.touch("fixed");
        String id = comment("/retest");
        scene.publish(scene.forge.comment(7, id, "/retest"));

        scene.awaitEnded(2);

        awaitReactions(id, "eyes", "rocket");
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(reply())
                        .startsWith("<!-- millrace:commands -->")
                        .contains(
                                "`/retest` by `ada` for `" + sha.substring(0, 12) + "`: done",
                                "`checks`: [passed](https://"));
        assertThat(scene.builds()).hasSize(2);
        assertThat(scene.builds().getFirst().get("trigger").get("actor").asText())
                .isEqualTo("ada");
        await().atMost(TIMEOUT).until(() -> !audited("/retest").isEmpty());
        assertThat(audited("/retest")).singleElement().satisfies(entry -> {
            assertThat(entry.action()).isEqualTo("command.executed");
            assertThat(entry.actor()).isEqualTo("ada");
            assertThat(entry.team()).contains(scene.team);
            assertThat(entry.target()).isEqualTo(scene.repository + "#7");
        });
    }

    @Test
    void runsPipelinesAndCommandsOfTheHead() {
        opened(scene.opsFile(job("unit", "true")) + COMMAND);
        UUID first = id(scene.awaitEnded(1).getFirst());

        String asked = comment("/test ?\n/ops list greet\n/test nothing\n/ops run nothing");
        awaitReactions(asked, "eyes", "rocket", "-1");
        assertReply("`/test` runs: There are: `checks`.", "- `greet:1.0.0`, command: `says hello`");
        assertReply("No pipeline `nothing` is started by this change. There are: `checks`.");
        assertReply("neither a pipeline nor a command `nothing`");
        comment("/test");
        scene.awaitEnded(2);
        comment("/ops run greet 'a b' \"it's\" $HOME");
        List<JsonNode> builds = scene.awaitEnded(3);

        assertThat(builds)
                .extracting(build -> build.get("pipeline").asText() + " "
                        + build.get("trigger").get("kind").asText())
                .containsExactly("ops run greet manual", "checks rerun", "checks event");
        assertThat(scene.build(id(builds.get(1))).at("/attempts/0/id").asText()).isEqualTo(first.toString());
        assertThat(scene.log(id(builds.getFirst()), "greet")).isEqualTo("1|7|a b|it's|$HOME|");
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(scene.checks())
                        .extracting(check -> check.get("name").asText())
                        .containsExactlyInAnyOrder("checks", "checks", "ops run greet"));
    }

    @Test
    void refusesAuthorsWithoutPermissionAndThoseWhoMayOnlyWriteWhatMaintainersDecide() {
        opened(scene.opsFile(job("unit", "false")));
        scene.awaitEnded(1);
        conversations.permission(scene.repository, "bob", "read", "read");
        conversations.permission(scene.repository, "mia", "write", "maintain");

        String stranger = comment("/retest", "eve");
        String reader = comment("/retest", "bob");
        String writer = comment("/override checks", "ada");
        awaitReactions(stranger, "eyes", "-1");
        awaitReactions(reader, "eyes", "-1");
        awaitReactions(writer, "eyes", "-1");
        assertThat(scene.builds()).hasSize(1);
        assertReply("This needs the permission `write`; `bob` has `read`.");
        assertReply("This needs the permission `write`; `eve` has `none`.");
        assertReply("This needs the permission `maintain`; `ada` has `write`.");

        String maintainer = comment("/override nothing\n/override checks", "mia");

        awaitReactions(maintainer, "eyes", "-1", "rocket");
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(scene.checks())
                        .extracting(check -> check.get("name").asText() + " "
                                + check.get("conclusion").asText() + " "
                                + check.at("/output/title").asText())
                        .containsExactly("checks failure Failed: unit", "checks success Overridden by mia"));
        String skips = comment("/skip checks\n/skip nothing\n/override checks", "mia");
        awaitReactions(skips, "eyes", "rocket", "-1");
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(
                                scene.checks().getLast().get("conclusion").asText())
                        .isEqualTo("skipped"));
        assertReply("The check `checks` has not failed.", "There is no pipeline `nothing`.");
    }

    @Test
    void runsAnApprovedCommitOfAForkByTheFileOfTheBranchItGoesInto() {
        scene.mirrored(scene.opsFile(job("unit", "cat secret.txt")));
        String fork = forked("from the fork");
        scene.publish(scene.forge.fromFork(scene.forge.change(Action.OPENED, 7, fork)));
        conversations.change(scene.repository, 7, fork, true);
        await().atMost(TIMEOUT).until(() -> scene.checks().size() == 1);
        String early = comment("/test");
        awaitReactions(early, "eyes", "-1");
        assertReply("comes from a fork and is not approved");
        assertThat(scene.builds()).isEmpty();

        String approval = comment("/ok-to-test");

        UUID build = id(scene.awaitEnded(1).getFirst());
        awaitReactions(approval, "eyes", "rocket");
        assertThat(scene.build(build).get("sha").asText()).isEqualTo(fork);
        assertThat(scene.log(build, "unit")).isEqualTo("from the fork");
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(scene.checks())
                        .extracting(check -> check.get("name").asText() + " "
                                + check.get("conclusion").asText())
                        .containsExactly("checks action_required", "checks success"));
        comment("/ok-to-test");
        awaitReactions(comment("/test"), "eyes", "rocket");
        assertThat(scene.awaitEnded(2)).hasSize(2);
    }

    @Test
    void runsTheCommitOfAForkThatAReviewOfAPersonWhoMayWriteApproves() {
        scene.mirrored(scene.opsFile(job("unit", "true")));
        String seen = forked("harmless");
        String pushed = forked("hostile");
        scene.publish(scene.forge.fromFork(scene.forge.change(Action.OPENED, 7, seen)));
        conversations.change(scene.repository, 7, seen, true);
        await().atMost(TIMEOUT).until(() -> scene.checks().size() == 1);

        conversations.permission(scene.repository, "eve", "read", "read");
        review(seen, "eve");
        // of a commit that was not pushed here
        review("e".repeat(40), "ada");
        ChangeReviewed approval = review(seen, "ada");
        scene.publish(approval);

        assertThat(scene.awaitEnded(1))
                .singleElement()
                .satisfies(build -> assertThat(build.get("sha").asText()).isEqualTo(seen));
        scene.publish(scene.forge.fromFork(scene.forge.laterChange(Action.SYNCHRONIZED, 7, pushed)));
        conversations.change(scene.repository, 7, pushed, true);
        // of the commit before
        review(seen, "ada");

        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(audited("/ok-to-test"))
                        .extracting(entry -> entry.actor() + " " + entry.action())
                        .containsExactlyInAnyOrder(
                                "eve command.refused", "ada command.executed", "ada command.refused"));
        assertThat(approved()).containsExactly(seen);
        assertThat(reply()).as("there was no command").isEmpty();
    }

    @Test
    void testsOnlyPipelinesWhosePathsTheChangeTouchesUnlessOneIsNamed() {
        String pipeline = """
                  - name: %s:1
                    description: d
                    events: [github:self:pull_request.opened]
                    on: {%s: ["src/**"]}
                    jobs: [{name: j, steps: ["true"]}]
                """;
        String base = scene.mirrored("version: \"1\"\npipelines:\n"
                + pipeline.formatted("code", "paths")
                + pipeline.formatted("others", "paths-ignore"));
        String sha = scene.commit("src/A.java", "class A {}");
        scene.mirror();
        conversations.change(scene.repository, 7, sha, false);
        scene.publish(scene.forge.changeOnto(Action.OPENED, 7, sha, base));
        scene.awaitEnded(1);

        awaitReactions(comment("/test"), "eyes", "rocket");
        scene.awaitEnded(2);
        awaitReactions(comment("/test others"), "eyes", "rocket");

        assertThat(scene.awaitEnded(3))
                .extracting(build -> build.get("pipeline").asText())
                .containsExactly("others", "code", "code");
    }

    @Test
    void approvesTheCommitThatTheAuthorSawAndNoLaterOne() {
        scene.mirrored(scene.opsFile(job("unit", "true")));
        String seen = forked("harmless");
        String pushed = forked("hostile");
        scene.publish(scene.forge.fromFork(scene.forge.change(Action.OPENED, 7, seen)));
        scene.publish(scene.forge.fromFork(scene.forge.laterChange(Action.SYNCHRONIZED, 7, pushed)));
        conversations.change(scene.repository, 7, pushed, true);
        await().atMost(TIMEOUT).until(() -> scene.checks().size() == 2);

        awaitReactions(comment("/ok-to-test"), "eyes", "rocket");

        assertReply("The change has newer commits since, which are not approved.");
        scene.awaitEnded(1);
        assertThat(scene.builds())
                .extracting(build -> build.get("sha").asText())
                .containsExactly(seen);
        assertThat(approved()).containsExactly(seen);
        awaitReactions(comment("/ok-to-test " + seen.substring(0, 12)), "eyes", "-1");
        awaitReactions(comment("/ok-to-test " + pushed.substring(0, 12)), "eyes", "rocket");
        assertThat(approved()).containsExactlyInAnyOrder(seen, pushed);
    }

    @Test
    void doesNotApproveACommitOfWhichItDoesNotKnowWhenItWasPushed() {
        scene.mirrored(scene.opsFile(job("unit", "true")));
        String fork = forked("unknown");
        scene.publish(scene.forge.fromFork(scene.forge.laterChange(Action.OPENED, 7, fork)));
        conversations.change(scene.repository, 7, fork, true);
        await().atMost(TIMEOUT).until(() -> scene.checks().size() == 1);

        awaitReactions(comment("/ok-to-test"), "eyes", "-1");

        assertReply("name the commit: `/ok-to-test " + fork + "`");
        assertThat(approved()).isEmpty();
    }

    @Test
    void executesEachCommandOnceAlthoughTheForgeIsDownAndLosesAnswers() {
        opened(scene.opsFile(job("unit", "true")));
        scene.awaitEnded(1);
        conversations.failNext(scene.repository, 4);
        conversations.loseAnswers(scene.repository, 1);

        String id = comment("/test");

        scene.awaitEnded(2);
        awaitReactions(id, "eyes", "rocket");
        assertReply("[passed]");
        assertThat(scene.builds()).hasSize(2);
        assertThat(conversations.comments(scene.repository, 7)).hasSize(1);
    }

    @Test
    void hasNoEffectAfterItsClaimIsLost() throws InterruptedException {
        opened(scene.opsFile(job("unit", "true")));
        scene.awaitEnded(1);
        String id = comment("/hold");
        awaitReactions(id, "eyes", "rocket");
        CommandRow executed = database.inTransaction(tx ->
                        store.settled(tx, store.place(tx, "github.com", id).orElseThrow(), 1))
                .getFirst();
        awaitReactions(comment("/unhold"), "eyes", "rocket");
        var late = new CommandRow(
                executed.key(),
                executed.place(),
                executed.author(),
                executed.authorId(),
                executed.written(),
                executed.commentedAt(),
                executed.receivedAt(),
                CommandState.WAITING,
                Optional.empty(),
                Optional.empty(),
                2,
                Optional.of(UUID.randomUUID()));

        executeCommand.execute(late);

        assertThat(held()).isZero();
    }

    @Test
    void keepsBuildsOfAChangeOnHoldFromBeginning() {
        String sha = scene.mirrored(scene.opsFile(job("unit", "true")));
        conversations.change(scene.repository, 7, sha, false);
        awaitReactions(comment("/hold"), "eyes", "rocket");
        assertThat(held()).isOne();
        scene.publish(scene.forge.change(Action.OPENED, 7, sha));
        UUID build = scene.awaitQueued();

        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(
                                scene.build(build).at("/jobs/0/waits/cause").asText())
                        .isEqualTo("hold"));
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(scene.checks())
                        .extracting(check -> check.at("/output/title").asText())
                        .containsExactly("On hold by ada"));
        awaitReactions(comment("/ops status"), "eyes", "rocket");
        assertReply("The change is on hold by `ada`.", build.toString());
        assertThat(scene.build(build).get("state").asText()).isEqualTo("queued");

        comment("/unhold");

        scene.awaitEnded(1);
        assertThat(scene.build(build).get("state").asText()).isEqualTo("passed");
    }

    @Test
    void cancelsBuildsOfTheChange() {
        opened(scene.opsFile(job("unit", "sleep 4711")));
        UUID build = scene.awaitQueued();
        String other = comment("/ops stop " + UUID.randomUUID());
        awaitReactions(other, "eyes", "-1");

        comment("/cancel");

        scene.awaitEnded(1);
        assertThat(scene.build(build).get("state").asText()).isEqualTo("cancelled");
        assertThat(scene.build(build).get("reason").asText()).isEqualTo("cancelled by ada");
        awaitReactions(comment("/ops stop " + build), "eyes", "-1");
        assertReply("The build has ended: cancelled.");
    }

    @Test
    void answersWhatItDoesNotUnderstandAndWhatIsTooMuch() {
        opened(scene.opsFile(job("unit", "true")));
        scene.awaitEnded(1);

        awaitReactions(comment("/ops dance `*`"), "eyes", "confused");
        awaitReactions(comment("/ops help", "eve"), "eyes", "rocket");
        String many = comment("/ops status\n".repeat(12));

        awaitReactions(many, "eyes", "rocket", "confused");
        assertReply("Only the first 10 commands of a comment are executed.");
        assertThat(commandsOf(many)).isEqualTo(11);
        assertThat(conversations.comments(scene.repository, 7)).hasSize(1);
    }

    @Test
    void ignoresProgramsEditsOtherPlacesAndTestsOfClosedChanges() {
        String sha = opened(scene.opsFile(job("unit", "true")));
        scene.awaitEnded(1);
        var ada = new Actor("1", "ada", Actor.Kind.USER);
        var bot = new Actor("2", "helper[bot]", Actor.Kind.BOT);
        String id = next();
        String body = "/test";
        scene.publish(scene.forge.comment(7, id, body, bot, CommentChanged.Action.CREATED, Kind.CHANGE, false));
        scene.publish(scene.forge.comment(7, id, body, ada, CommentChanged.Action.CREATED, Kind.CHANGE, true));
        scene.publish(scene.forge.comment(7, id, body, ada, CommentChanged.Action.EDITED, Kind.CHANGE, false));
        scene.publish(scene.forge.comment(7, id, body, ada, CommentChanged.Action.CREATED, Kind.ISSUE, false));
        scene.publish(scene.forge.comment(7, id, body, ada, CommentChanged.Action.CREATED, Kind.REVIEW, false));
        conversations.change(scene.repository, 7, sha, false, "closed", "2026-11-20T11:30:00Z");

        String closed = comment("/test\n/ops measure");

        awaitReactions(closed, "eyes", "-1", "rocket");
        assertReply(
                "The change is closed.",
                "- time until it was merged: 2 h 30 min",
                "- deployments: not known, since insights");
        assertThat(commandsOf(id)).isZero();
        assertThat(conversations.reactions(scene.repository, id)).isEmpty();
        assertThat(scene.builds()).hasSize(1);
    }

    @Test
    void isClaimedByOneOfSeveralInstancesAndInOrder() {
        database.useTransaction(tx -> {
            for (int ordinal = 1; ordinal <= 2; ordinal++) {
                assertThat(store.add(tx, newCommand(ordinal))).isTrue();
                assertThat(store.add(tx, newCommand(ordinal)))
                        .as("a repetition")
                        .isFalse();
            }
            CommandRow first = store.claim(tx, Duration.ofMinutes(1)).orElseThrow();
            assertThat(first.key().ordinal()).isEqualTo(1);
            assertThat(store.claim(tx, Duration.ofMinutes(1)))
                    .as("the second one waits")
                    .isEmpty();
            assertThat(store.isHeld(tx, first)).isTrue();
            store.settle(tx, first, CommandResult.done("x"));
            assertThat(store.isHeld(tx, first)).isFalse();
            CommandRow second = store.claim(tx, Duration.ofMillis(-1)).orElseThrow();
            CommandRow again = store.claim(tx, Duration.ofMinutes(1)).orElseThrow();
            assertThat(again.key()).as("its lease has expired").isEqualTo(second.key());
            assertThat(store.isHeld(tx, second)).isFalse();
            assertThat(again.attempts()).isEqualTo(2);
            store.settle(tx, again, CommandResult.done("x"));
        });
    }

    private CommandStore.NewCommand newCommand(int ordinal) {
        return new CommandStore.NewCommand(
                new CommandKey("order.test", "1", ordinal),
                "1",
                "acme/order",
                Optional.of("1"),
                1,
                "ada",
                "1",
                "/ops help",
                Instant.EPOCH);
    }

    private String opened(String opsFile) {
        String sha = scene.mirrored(opsFile);
        conversations.change(scene.repository, 7, sha, false);
        scene.publish(scene.forge.change(Action.OPENED, 7, sha));
        return sha;
    }

    /** A commit that is not on main, whose own file would run something else. */
    private String forked(String content) {
        TestGit git = TestGit.in(scene.work());
        git.ok("checkout", "-q", "-B", "topic", "main");
        scene.commit("ops.yml", scene.opsFile(job("unit", "echo the file of the fork")));
        String sha = scene.commit("secret.txt", content);
        git.ok(
                "push",
                "-q",
                "-f",
                Surroundings.gitHttp().directory(scene.repository).toString(),
                "HEAD:refs/pull/%s/head".formatted(next()));
        git.ok("checkout", "-q", "main");
        return sha;
    }

    private String comment(String body) {
        return comment(body, "ada");
    }

    private String comment(String body, String login) {
        String id = next();
        var author = new Actor(login + scene.team, login, Actor.Kind.USER);
        scene.publish(scene.forge.comment(7, id, body, author, CommentChanged.Action.CREATED, Kind.CHANGE, false));
        return id;
    }

    private ChangeReviewed review(String sha, String login) {
        var reviewer = new Actor(login + scene.team, login, Actor.Kind.USER);
        ChangeReviewed review = scene.forge.approved(7, next(), sha, reviewer);
        scene.publish(review);
        return review;
    }

    private static String next() {
        return String.valueOf(COMMENTS.incrementAndGet());
    }

    private void awaitReactions(String id, String... contents) {
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(conversations.reactions(scene.repository, id))
                        .containsExactlyInAnyOrder(contents));
        // the comment is written after what it reports was stored
        await().atMost(TIMEOUT).until(() -> unpublished() == 0);
    }

    private String reply() {
        List<String> comments = conversations.comments(scene.repository, 7);
        return comments.isEmpty() ? "" : comments.getFirst();
    }

    private void assertReply(String... parts) {
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(reply()).contains(parts));
    }

    private long unpublished() {
        return count("""
                select count(*) from pipeline.change_reply
                where full_name = :repository and published_version < desired_version
                """);
    }

    private long held() {
        return count("""
                select count(*) from pipeline.change_hold h
                where h.forge_repository_id in (
                    select forge_repository_id from pipeline.change_command where full_name = :repository)
                """);
    }

    private long count(String sql) {
        return database.inTransaction(tx -> tx.handle()
                .createQuery(sql)
                .bind("repository", scene.repository)
                .mapTo(Long.class)
                .one());
    }

    private long commandsOf(String comment) {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("select count(*) from pipeline.change_command where comment_id = :id")
                .bind("id", comment)
                .mapTo(Long.class)
                .one());
    }

    private List<String> approved() {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("""
                        select sha from pipeline.change_approval
                        where forge_repository_id in (
                            select forge_repository_id from pipeline.change_command where full_name = :repository)
                        """)
                .bind("repository", scene.repository)
                .mapTo(String.class)
                .list());
    }

    private List<ActionAudited> audited(String written) {
        return TestEvents.all(Topic.PLATFORM_AUDIT).stream()
                .filter(ActionAudited.class::isInstance)
                .map(ActionAudited.class::cast)
                .filter(entry -> entry.target().startsWith(scene.repository))
                .filter(entry -> entry.after().orElse("").startsWith(written))
                .toList();
    }

    private static UUID id(JsonNode build) {
        return UUID.fromString(build.get("id").asText());
    }
}
