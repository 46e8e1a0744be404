package dev.millrace.githttp.forward;

import static dev.millrace.githttp.forward.Pusher.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.Topic;
import dev.millrace.events.access.InstallationLinked;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.SyncRequested;
import dev.millrace.git.GitStorage;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.githttp.Team;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestGit.Run;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pushes to mirrors that reach the upstream, with real git on both sides. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Forge.class)
class ForwardIT {

    @Inject
    GitStorage storage;

    @Inject
    Upstreams upstreams;

    @Inject
    Database database;

    private Pusher pusher;
    private Team team;
    private TestGit work;
    private Mirrored.Maker maker;

    @BeforeEach
    void startWork() {
        pusher = new Pusher(storage, upstreams, database);
        team = pusher.team();
        work = pusher.work();
        maker = pusher.maker();
    }

    @AfterEach
    void findsNoCredentialInTheLog() {
        pusher.assertNoCredentialLogged();
    }

    @Test
    void showsWhatTheUpstreamAcceptedOnBothSidesAndAsksForASync() {
        Mirrored mirror = pusher.followed();
        mirror.hook("post-receive", "echo welcome to the forge; printenv GIT_PUSH_OPTION_0");
        String tip = work.commit("a.txt", "two");
        work.ok("tag", "-a", "-m", "v1", "v1");

        Run push = pusher.push(mirror, "-o", "reviewed", "main", "main:topic", "v1");

        assertThat(push.exit()).as(push.err()).isZero();
        assertThat(push.err()).contains("remote: welcome to the forge").contains("remote: reviewed");
        assertThat(mirror.there())
                .containsEntry("refs/heads/main", tip)
                .containsKeys("refs/heads/topic", "refs/tags/v1");
        assertThat(mirror.here()).isEqualTo(mirror.there());
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(TestEvents.all(
                            Topic.GIT_SYNC_REQUESTS,
                            SyncRequested.class,
                            request -> request.repositoryId().equals(mirror.id())))
                    .isNotEmpty();
            assertThat(TestEvents.all(
                            Topic.GIT_UPDATES,
                            RefsMoved.class,
                            moved -> moved.repository().id().equals(mirror.id())
                                    && moved.cause() == RefsMoved.Cause.PUSH
                                    && moved.moves().size() == 3))
                    .singleElement()
                    .satisfies(moved -> assertThat(moved.pushOptions()).containsExactly("reviewed"));
        });
    }

    @Test
    void movesOnlyTheRefsThatTheUpstreamLetsThrough() {
        Mirrored mirror = pusher.followed();
        String before = mirror.there("refs/heads/main");
        mirror.hook("update", "[ $1 != refs/heads/main ] || { echo main is frozen until Monday; exit 1; }");
        String tip = work.commit("a.txt", "two");

        Run push = pusher.push(mirror, "main", "main:topic");

        assertThat(push.exit()).isNotZero();
        assertThat(push.err())
                .contains("remote: main is frozen until Monday")
                .contains("[remote rejected] main -> main (hook declined)")
                .contains("[new branch]      main -> topic");
        assertThat(mirror.here())
                .isEqualTo(mirror.there())
                .containsEntry("refs/heads/main", before)
                .containsEntry("refs/heads/topic", tip);
    }

    @Test
    void movesNothingOfAnAtomicPushThatTheUpstreamRefusesInPart() {
        Mirrored mirror = pusher.followed();
        Map<String, String> before = mirror.there();
        mirror.hook("update", "[ $1 != refs/heads/main ]");
        work.commit("a.txt", "two");

        Run push = pusher.push(mirror, "--atomic", "main", "main:topic");

        assertThat(push.exit()).isNotZero();
        assertThat(mirror.there()).isEqualTo(before);
        assertThat(mirror.here()).isEqualTo(before);
    }

    @Test
    void sendsNothingOfAnAtomicPushThatIsTurnedDownHereInPart() {
        Mirrored mirror = pusher.followed();
        int calls = Forge.calls(mirror.name(), "push").size();
        work.commit("a.txt", "two");

        Run push = pusher.push(mirror, "--atomic", "main", "main:refs/changes/1");

        assertThat(push.err())
                .contains("only branches and tags go to the upstream")
                .contains("another ref of this atomic push was turned down");
        assertThat(Forge.calls(mirror.name(), "push")).hasSize(calls);
        assertThat(mirror.here()).isEqualTo(mirror.there());
    }

    @Test
    void forcesAndDeletesOnBothSides() {
        Mirrored mirror = pusher.followed();
        work.commit("a.txt", "two");
        ok(pusher.push(mirror, "main", "main:old"));
        work.ok("reset", "-q", "--hard", "HEAD~");
        String other = work.commit("a.txt", "another two");

        Run plain = pusher.push(mirror, "main");
        ok(pusher.push(mirror, "--force", "main"));
        ok(pusher.push(mirror, "--delete", "old"));

        assertThat(plain.exit()).isNotZero();
        assertThat(mirror.there()).isEqualTo(Map.of("refs/heads/main", other));
        assertThat(mirror.here()).isEqualTo(mirror.there());
    }

    @Test
    void pushesWithATokenOfTheAppAndAFreshOneWhenThatIsNotAccepted() {
        Mirrored mirror = maker.installed(team);
        String first = work.commit("a.txt", "one");
        Run refused = pusher.push(mirror, "main");
        TestEvents.publish(new InstallationLinked(
                UUID.randomUUID(),
                Forge.INSTANCE,
                Integer.toString(1000 + new Random().nextInt(1_000_000)),
                "7",
                team.slug(),
                team.slug(),
                InstallationLinked.State.ACTIVE,
                Instant.now()));
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> ok(pusher.push(mirror, "main")));
        String second = work.commit("a.txt", "two");
        Forge.revokeTokens();

        ok(pusher.push(mirror, "main"));

        assertThat(refused.err()).contains("no active installation");
        assertThat(mirror.here()).isEqualTo(Map.of("refs/heads/main", second)).isEqualTo(mirror.there());
        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void forwardsAPushAfterTheAccountAtTheForgeWasRenamed() {
        Mirrored mirror = maker.installed(team);
        work.commit("a.txt", "one");
        String installation = Integer.toString(1000 + new Random().nextInt(1_000_000));
        TestEvents.publish(link(installation, team.slug()));
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> ok(pusher.push(mirror, "main")));

        TestEvents.publish(link(installation, "renamed-" + team.slug()));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(login(installation)).isEqualTo("renamed-" + team.slug()));
        String tip = work.commit("a.txt", "two");
        Run push = pusher.push(mirror, "main");

        ok(push);
        assertThat(mirror.here()).isEqualTo(Map.of("refs/heads/main", tip)).isEqualTo(mirror.there());
    }

    private InstallationLinked link(String installation, String login) {
        return new InstallationLinked(
                UUID.randomUUID(),
                Forge.INSTANCE,
                installation,
                Mirrored.ACCOUNT,
                login,
                team.slug(),
                InstallationLinked.State.ACTIVE,
                Instant.now());
    }

    private String login(String installation) {
        return database.inStatement(tx -> tx.handle()
                .createQuery("select account_login from git.installation where installation_id = :id")
                .bind("id", installation)
                .mapTo(String.class)
                .one());
    }

    @Test
    void buildsOnWhatOnlyTheUpstreamHas() {
        Mirrored mirror = pusher.followed();
        TestGit other = pusher.cloneUpstream(mirror);
        other.commit("b.txt", "straight to the forge");
        other.ok("push", "-q", "origin", "main");
        String tip = other.commit("c.txt", "on top, through the mirror");

        Run push = other.run("push", team.remote(mirror.name()), "main");

        ok(push);
        assertThat(mirror.here()).isEqualTo(Map.of("refs/heads/main", tip)).isEqualTo(mirror.there());
        TestGit.in(pusher.folder()).ok("clone", "-q", team.remote(mirror.name()), "fresh");
        TestGit.in(pusher.folder().resolve("fresh")).ok("fsck", "--full", "--strict");
    }

    @Test
    void streamsALargePack() throws IOException {
        Mirrored mirror = pusher.followed();
        String tip = pusher.largeCommit();

        ok(pusher.push(mirror, "main"));

        assertThat(Forge.calls(mirror.name(), "push").getLast().isChunked()).isTrue();
        assertThat(mirror.here()).isEqualTo(Map.of("refs/heads/main", tip)).isEqualTo(mirror.there());
        mirror.upstream().ok("fsck", "--full", "--strict");
    }
}
