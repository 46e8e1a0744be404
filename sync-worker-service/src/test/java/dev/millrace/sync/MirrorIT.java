package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.EventIds;
import dev.millrace.events.Topic;
import dev.millrace.events.access.InstallationLinked;
import dev.millrace.events.access.InstallationLinked.State;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstallationChanged.Action;
import dev.millrace.events.forge.InstallationRepositoriesChanged;
import dev.millrace.events.forge.InstalledRepository;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.forge.RepositoryUpdated;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.SyncFailed;
import dev.millrace.events.git.SyncRequested;
import dev.millrace.events.git.SyncStarted;
import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.HandmadePack;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestGit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeForge.class)
class MirrorIT {

    private static final String FORGE = "forge.test";
    private static final AtomicInteger NUMBERS = new AtomicInteger(100);

    @Inject
    GitStorage storage;

    @Inject
    Upstreams upstreams;

    @Inject
    Database database;

    private final String number = Integer.toString(NUMBERS.incrementAndGet());
    private final String team = "team" + number;
    private final String installation = "1" + number;
    private final String owner = "acme" + number;

    private UpstreamRepository upstream;

    @BeforeEach
    void hostARepository() {
        upstream = UpstreamRepository.create(owner + "/widgets");
        String root = upstream.push("main", "first");
        upstream.tag("v1", root);
    }

    @Test
    void mirrorsWhatALinkedInstallationLists() {
        var second = UpstreamRepository.create(owner + "/gadgets");
        second.push("main", "other");

        link(State.ACTIVE);
        install(Action.CREATED, upstream, second);

        awaitEqual(upstream);
        awaitEqual(second);
        assertThat(mirror(upstream).upstreamKey()).contains(FORGE + ":" + forgeId(upstream));
        assertThat(mirror(upstream).head()).isEqualTo("refs/heads/main");
    }

    @Test
    void lockedRowsOfAFrozenProcessAreFreeBeforeItsLeaseEnds() { // #9.30
        String limit = database.inTransaction(tx -> tx.handle()
                .createQuery("select setting from pg_settings where name = 'idle_in_transaction_session_timeout'")
                .mapTo(String.class)
                .one());

        // 12 s is the default of millrace.sync.lease, the shortest of all services; tests set another
        assertThat(Duration.ofMillis(Long.parseLong(limit))).isPositive().isLessThan(Duration.ofSeconds(12));
    }

    @Test
    void mirrorsAlsoWhenTheLinkComesAfterTheList() {
        install(Action.CREATED, upstream);
        link(State.ACTIVE);

        awaitEqual(upstream);
    }

    @Test
    void announcesANewMirrorAndReportsWhenItIsEqual() {
        mirrored();

        UUID id = mirror(upstream).id();
        within(10).untilAsserted(() -> {
            var started = TestEvents.all(
                    Topic.GIT_SYNC,
                    SyncStarted.class,
                    event -> event.repository().id().equals(id));
            var succeeded = TestEvents.all(
                    Topic.GIT_SYNC,
                    SyncSucceeded.class,
                    event -> event.repository().id().equals(id));
            assertThat(started).isNotEmpty();
            assertThat(started.getFirst().repository())
                    .isEqualTo(mirror(upstream).toEvent());
            assertThat(succeeded)
                    .extracting(SyncSucceeded::syncId)
                    .contains(started.getFirst().syncId());
            assertThat(succeeded).anyMatch(event -> event.refsMoved() >= 2);
            assertThat(TestEvents.all(
                            Topic.GIT_UPDATES,
                            RefsMoved.class,
                            event -> event.repository().id().equals(id)))
                    .flatExtracting(RefsMoved::moves)
                    .extracting(RefsMoved.RefMove::ref)
                    .contains("refs/heads/main", "refs/tags/v1");
        });
    }

    @Test
    void followsAPushWithinASecondOrTwo() {
        mirrored();

        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String tip = upstream.push("main", "push " + i);
            long begin = System.nanoTime();
            hint(upstream, "refs/heads/main", tip);
            within(10).untilAsserted(() -> assertThat(mirrorRefs(upstream)).containsEntry("refs/heads/main", tip));
            millis.add(Duration.ofNanos(System.nanoTime() - begin).toMillis());
        }

        assertThat(millis.stream().sorted().toList().get(2))
                .as("median of %s", millis)
                .isLessThan(1_500);
    }

    @Test
    void followsForceAndDeletionAndANewDefaultBranch() {
        mirrored();
        String other = upstream.commit("history written anew");
        upstream.set("refs/heads/main", other);
        upstream.set("refs/heads/trunk", other);
        upstream.delete("refs/tags/v1");
        upstream.head("trunk");

        hint(upstream, "refs/heads/main", other);

        awaitEqual(upstream);
        assertThat(mirror(upstream).head()).isEqualTo("refs/heads/trunk");
        upstream.delete("refs/heads/main");
        hint(upstream, "refs/heads/trunk", other);
        awaitEqual(upstream);
    }

    @Test
    void followsTheDeletionOfTheDefaultBranchAndEverythingAfter() {
        mirrored();
        upstream.delete("refs/heads/main");
        hint(upstream, "refs/heads/main", null);
        awaitEqual(upstream);

        upstream.push("main", "born again");
        hint(upstream, "refs/heads/main", upstream.refs().get("refs/heads/main"));

        awaitEqual(upstream);
        assertThat(mirror(upstream).head()).isEqualTo("refs/heads/main");
    }

    @Test
    void replacesABranchByOneBelowItsName() {
        upstream.push("a", "file");
        mirrored();
        String tip = upstream.refs().get("refs/heads/a");
        upstream.delete("refs/heads/a");
        upstream.set("refs/heads/a/b", tip);

        hint(upstream, "refs/heads/a/b", tip);

        awaitEqual(upstream);
    }

    @Test
    void mirrorsAnEmptyRepositoryAndItsFirstPush() {
        var empty = UpstreamRepository.create(owner + "/empty");
        link(State.ACTIVE);
        install(Action.CREATED, empty);
        within(10).untilAsserted(() -> assertThat(syncState(empty)).isEqualTo("done"));

        String tip = empty.push("main", "first");
        hint(empty, "refs/heads/main", tip);

        awaitEqual(empty);
    }

    @Test
    void equalsItsUpstreamAfterManyRandomPushes() throws Exception {
        mirrored();
        var random = new Random(42);
        List<String> commits = new ArrayList<>(List.of(upstream.refs().get("refs/heads/main")));
        for (int i = 0; i < 50; i++) {
            String branch = "refs/heads/b" + random.nextInt(6);
            switch (random.nextInt(6)) {
                case 0 -> upstream.delete(branch);
                case 1 -> upstream.tag("t" + random.nextInt(5), commits.get(random.nextInt(commits.size())));
                case 2 -> upstream.set("refs/tags/light" + random.nextInt(5), commits.getLast());
                case 3 -> upstream.set(branch, commits.get(random.nextInt(commits.size())));
                default -> {
                    String parent = commits.get(random.nextInt(commits.size()));
                    String merged = commits.get(random.nextInt(commits.size()));
                    String commit = merged.equals(parent)
                            ? upstream.commit("commit " + i, parent)
                            : upstream.commit("commit " + i, parent, merged);
                    commits.add(upstream.set(branch, commit));
                }
            }
            if (random.nextInt(10) > 0) {
                hint(upstream, branch, commits.getLast());
            }
        }
        hint(upstream, "refs/heads/main", commits.getFirst());

        awaitEqual(upstream);
        within(15).untilAsserted(() -> assertThat(syncState(upstream)).isEqualTo("done"));
        assertThat(mirrorRefs(upstream)).isEqualTo(upstream.refs());
        assertWholeByGit(upstream);
    }

    @Test
    void beginsAgainWhenARefIsForcedAwayBetweenListingAndFetch() {
        mirrored();
        String survivor = upstream.commit("written instead");
        var met = new CountDownLatch(1);
        FakeForge.next(upstream.fullName, (FakeForge.OnFetch) (exchange, body) -> {
            upstream.set("refs/heads/main", survivor);
            upstream.prune();
            met.countDown();
            return false;
        });
        String doomed = upstream.push("main", "about to vanish");

        hint(upstream, "refs/heads/main", doomed);

        awaitEqual(upstream);
        assertThat(met.getCount()).isZero();
        assertThat(mirrorRefs(upstream)).containsEntry("refs/heads/main", survivor);
        assertThat(failures(upstream)).isEmpty();
    }

    @Test
    void takesAFreshTokenWhenItsOwnIsNoLongerAccepted() {
        mirrored();
        FakeForge.revokeTokens();
        String tip = upstream.push("main", "with another token");

        hint(upstream, "refs/heads/main", tip);

        awaitEqual(upstream);
        assertThat(failures(upstream)).isEmpty();
    }

    @Test
    void leavesTheMirrorAsItWasWhenTheUpstreamFailsAndGoesOnAfterwards() {
        mirrored();
        Map<String, String> before = mirrorRefs(upstream);
        for (int i = 0; i < 3; i++) {
            FakeForge.next(upstream.fullName, FakeForge.answering(502));
        }
        FakeForge.next(upstream.fullName, (FakeForge.OnFetch) (exchange, body) -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("00".getBytes(StandardCharsets.US_ASCII));
            assertThat(mirrorRefs(upstream)).isEqualTo(before);
            return true;
        });
        String tip = upstream.push("main", "through trouble");

        hint(upstream, "refs/heads/main", tip);

        within(30).untilAsserted(() -> assertThat(mirrorRefs(upstream)).isEqualTo(upstream.refs()));
        assertThat(FakeForge.hasFaultsLeft(upstream.fullName)).isFalse();
        within(10)
                .untilAsserted(() -> assertThat(failures(upstream))
                        .hasSizeGreaterThanOrEqualTo(4)
                        .allSatisfy(failure -> {
                            assertThat(failure.reason()).doesNotContain("ghs_");
                            assertThat(failure.retryAt()).isPresent();
                        }));
    }

    @Test
    void setsAMirrorAsideWhoseUpstreamSendsPacksThatAnnounceMoreThanTheyHold() {
        var delta = new HandmadePack(2);
        int base = delta.position();
        delta.zeros(HandmadePack.BLOB, 1 << 20).delta(base, HandmadePack.copies(1 << 20, 100));
        // one for the default branch, one for the tag
        FakeForge.next(upstream.fullName, FakeForge.sending(new HandmadePack(0x7ffffff0L).finish()));
        FakeForge.next(upstream.fullName, FakeForge.sending(delta.finish()));
        link(State.ACTIVE);
        install(Action.CREATED, upstream);

        within(20).untilAsserted(() -> assertThat(syncState(upstream)).isEqualTo("CREDENTIALS"));

        UUID id = mirror(upstream).id();
        assertThat(runErrors(id))
                .anySatisfy(error -> assertThat(error)
                        .contains("refs/heads/main: the pack announces 2147483632 objects, the limit for one pack is ")
                        .contains("refs/tags/v1: a delta of ")
                        .contains("with a result of 104857600 bytes needs "));
        byte[] tree = new HandmadePack(1).zeros(HandmadePack.TREE, 1 << 20).finish();
        FakeForge.next(upstream.fullName, FakeForge.sending(tree));
        FakeForge.next(upstream.fullName, FakeForge.sending(tree));
        hint(upstream, "refs/heads/main", upstream.push("main", "again"));
        within(20)
                .untilAsserted(() -> assertThat(runErrors(id))
                        .anySatisfy(error -> assertThat(error).contains("a tree of 1048576 bytes")));
        hint(upstream, "refs/heads/main", upstream.push("main", "honest again"));
        awaitEqual(upstream);
    } // #9.1

    @Test
    void leavesOutARefThatLeadsToMoreThanTheLimitsAllowAndMirrorsTheOthers() {
        mirrored();
        UUID id = mirror(upstream).id();
        byte[] tree = new HandmadePack(1).zeros(HandmadePack.TREE, 1 << 20).finish();
        FakeForge.next(upstream.fullName, FakeForge.sending(tree));
        String tip = upstream.push("huge", "a huge tree, as the upstream sends it");

        hint(upstream, "refs/heads/huge", tip);

        within(20)
                .untilAsserted(() -> assertThat(runErrors(id))
                        .anySatisfy(error -> assertThat(error)
                                .contains("refs/heads/huge: ")
                                .contains("a tree of 1048576 bytes is larger than the limit of 262144 bytes")));
        awaitEqual(upstream);
    } // #9.1

    @Test
    void listsRefsWhoseNamesAreNotUtf8AsFaultsAndMirrorsTheOthers() throws IOException {
        mirrored();
        UUID id = mirror(upstream).id();
        String tip = upstream.commit("of two branches");
        var packed = new ByteArrayOutputStream();
        packed.writeBytes("# pack-refs with: peeled fully-peeled sorted \n".getBytes(StandardCharsets.US_ASCII));
        String line = tip + " refs/heads/caf\u00e9\n";
        packed.writeBytes(line.getBytes(StandardCharsets.UTF_8));
        packed.writeBytes(line.getBytes(StandardCharsets.ISO_8859_1));
        Files.write(FakeForge.directory(upstream.fullName).resolve("packed-refs"), packed.toByteArray());

        hint(upstream, "refs/heads/caf\u00e9", tip);

        within(20)
                .untilAsserted(() -> assertThat(runErrors(id)).contains("refs/heads/caf\\xe9: its name is not UTF-8"));
        assertThat(mirrorRefs(upstream))
                .containsEntry("refs/heads/caf\u00e9", tip)
                .containsKeys("refs/heads/main", "refs/tags/v1")
                .noneSatisfy((name, target) -> assertThat(name).contains("not-utf-8"));
    } // #9.19

    private List<String> runErrors(UUID id) {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("select error from sync.run where repository_id = :id and error is not null")
                .bind("id", id)
                .mapTo(String.class)
                .list());
    }

    @Test
    void givesUpOnASilentUpstream() throws Exception {
        mirrored();
        var hanging = new CountDownLatch(1);
        var enough = new CountDownLatch(1);
        FakeForge.next(upstream.fullName, (exchange, body) -> {
            hanging.countDown();
            try {
                return enough.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
        });
        String tip = upstream.push("main", "after silence");

        hint(upstream, "refs/heads/main", tip);

        assertThat(hanging.await(5, TimeUnit.SECONDS)).isTrue();
        within(15).untilAsserted(() -> assertThat(mirrorRefs(upstream)).isEqualTo(upstream.refs()));
        enough.countDown();
        within(10).untilAsserted(() -> assertThat(failures(upstream)).isNotEmpty());
    }

    @Test
    void neverCarriesTheTokenToAnotherHost() {
        mirrored();
        FakeForge.next(upstream.fullName, FakeForge.redirectingTo(FakeForge.foreignUrl()));
        String tip = upstream.push("main", "redirected");

        hint(upstream, "refs/heads/main", tip);

        awaitEqual(upstream);
        within(10)
                .untilAsserted(() -> assertThat(failures(upstream))
                        .anySatisfy(failure -> assertThat(failure.reason()).contains("another host")));
        assertThat(FakeForge.sentToOthers()).isEmpty();
    }

    @Test
    void sendsNoTokenToACloneAddressOfAnotherHost() {
        mirrored();
        var moved = new ForgeRepository(
                FORGE,
                forgeId(upstream),
                upstream.fullName,
                FakeForge.foreignUrl() + "/" + upstream.fullName + ".git",
                "main",
                true,
                false);

        TestEvents.publish(new RepositoryUpdated(
                UUID.randomUUID(),
                moved,
                Optional.of(installation),
                Optional.empty(),
                RepositoryUpdated.Action.EDITED,
                Optional.empty(),
                Instant.now()));

        within(10)
                .untilAsserted(() -> assertThat(failures(upstream)).anySatisfy(failure -> {
                    assertThat(failure.reason()).contains("not at the configured forge");
                    assertThat(failure.retryAt()).isEmpty();
                }));
        assertThat(FakeForge.sentToOthers()).isEmpty();
    }

    @Test
    void restsWhenTheForgeKnowsNoSuchRepositoryAndGoesOnWithTheNextHint() {
        mirrored();

        FakeForge.next(upstream.fullName, FakeForge.answering(404));

        within(10).untilAsserted(() -> assertThat(syncState(upstream)).isEqualTo("CREDENTIALS"));
        within(10)
                .untilAsserted(() -> assertThat(failures(upstream))
                        .anySatisfy(failure -> assertThat(failure.retryAt()).isEmpty()));
        String tip = upstream.push("main", "hidden for a while");
        hint(upstream, "refs/heads/main", tip);
        awaitEqual(upstream);
        within(10).untilAsserted(() -> assertThat(syncState(upstream)).isEqualTo("done"));
    }

    @Test
    void healsALostWebhookByItself() {
        mirrored();

        upstream.push("main", "not reported");

        awaitEqual(upstream);
    }

    @Test
    void putsPoisonAsideWithItsReasonAndGoesOn() {
        mirrored();
        UUID id = mirror(upstream).id();
        byte[] poison = ("no JSON for " + id).getBytes(StandardCharsets.UTF_8);

        TestEvents.publish(
                Topic.GIT_SYNC_REQUESTS.wireName(),
                id.toString(),
                Map.of("ce_type", "dev.millrace.git.sync.requested.v1"),
                poison);
        TestEvents.publish(new SyncRequested(UUID.randomUUID(), id, "after the poison", Instant.now()));

        within(20)
                .untilAsserted(() -> assertThat(TestEvents.records("millrace.sync.dlq"))
                        .anySatisfy(record -> {
                            assertThat(record.value()).isEqualTo(poison);
                            assertThat(record.headers().lastHeader("dead-letter-reason"))
                                    .isNotNull();
                        }));
        within(20)
                .untilAsserted(() -> assertThat(TestEvents.all(
                                Topic.GIT_SYNC,
                                SyncStarted.class,
                                event -> event.repository().id().equals(id)))
                        .anySatisfy(event -> assertThat(event.reason()).isEqualTo("after the poison")));
    }

    @Test
    void makesFewPassesOfManyRequests() {
        mirrored();
        UUID id = mirror(upstream).id();
        within(10).untilAsserted(() -> assertThat(syncState(upstream)).isEqualTo("done"));
        int before = passes(id);

        for (int i = 0; i < 60; i++) {
            TestEvents.publish(new SyncRequested(UUID.randomUUID(), id, "request " + i, Instant.now()));
        }

        within(20).untilAsserted(() -> {
            assertThat(requested(id)).isGreaterThanOrEqualTo(61);
            assertThat(syncState(upstream)).isEqualTo("done");
        });
        assertThat(passes(id) - before).isBetween(1, 60);
    }

    @Test
    void makesOnePassMoreForRequestsDuringAPass() {
        mirrored();
        UUID id = mirror(upstream).id();
        within(10).untilAsserted(() -> assertThat(syncState(upstream)).isEqualTo("done"));
        int before = passes(id);
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        FakeForge.next(upstream.fullName, (exchange, body) -> {
            begun.countDown();
            try {
                assertThat(goOn.await(1_500, TimeUnit.MILLISECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return false;
        });
        TestEvents.publish(new SyncRequested(UUID.randomUUID(), id, "first", Instant.now()));
        within(5).until(() -> begun.getCount() == 0);

        database.useTransaction(tx -> {
            for (int i = 0; i < 20; i++) {
                tx.handle().createUpdate("""
                    update sync.mirror set requested_version = requested_version + 1, due_at = now()
                    where repository_id = :id
                    """).bind("id", id).execute();
            }
        });
        goOn.countDown();

        within(10).untilAsserted(() -> assertThat(syncState(upstream)).isEqualTo("done"));
        within(10).untilAsserted(() -> assertThat(passes(id) - before).isBetween(1, 2));
    }

    @Test
    void takesOverFromAWorkerThatDied() {
        mirrored();
        UUID id = mirror(upstream).id();
        within(10).untilAsserted(() -> assertThat(syncState(upstream)).isEqualTo("done"));
        database.useTransaction(
                tx -> tx.handle().createUpdate("""
                    update sync.mirror
                    set lease_id = gen_random_uuid(), lease_until = now() + interval '2 seconds',
                        leased_version = requested_version + 1, requested_version = requested_version + 1,
                        due_at = now()
                    where repository_id = :id
                    """).bind("id", id).execute());
        upstream.push("main", "the dead worker never saw it");

        assertThat(syncState(upstream)).isNotEqualTo("done");
        awaitEqual(upstream);
        within(10).untilAsserted(() -> assertThat(syncState(upstream)).isEqualTo("done"));
    }

    @Test
    void restsWhileTheInstallationIsSuspendedAndGoesOnAfterwards() {
        mirrored();
        link(State.SUSPENDED);
        within(10).untilAsserted(() -> assertThat(syncState(upstream)).isEqualTo("INSTALLATION"));
        Map<String, String> before = mirrorRefs(upstream);
        int calls = FakeForge.calls(upstream.fullName);
        String tip = upstream.push("main", "while suspended");
        hint(upstream, "refs/heads/main", tip);
        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(6)).untilAsserted(() -> {
            assertThat(mirrorRefs(upstream)).isEqualTo(before);
            assertThat(FakeForge.calls(upstream.fullName)).isEqualTo(calls);
        });

        link(State.ACTIVE);

        awaitEqual(upstream);
    }

    @Test
    void restsWhenTheRepositoryIsTakenOffTheInstallationAndReturnsWithIt() {
        mirrored();
        var listed = List.of(new InstalledRepository(forgeId(upstream), upstream.fullName, true));
        TestEvents.publish(new InstallationRepositoriesChanged(
                UUID.randomUUID(), FORGE, installation, owner, List.of(), listed, Instant.now()));
        within(10).untilAsserted(() -> assertThat(syncState(upstream)).isEqualTo("INSTALLATION"));
        upstream.push("main", "while away");

        TestEvents.publish(new InstallationRepositoriesChanged(
                UUID.randomUUID(), FORGE, installation, owner, listed, List.of(), Instant.now()));

        awaitEqual(upstream);
    }

    @Test
    void letsARepositoryBeDetachedAndMirrorsTheUpstreamAgainOnlyWhenItIsListedAnew() {
        mirrored();
        UUID id = mirror(upstream).id();
        Map<String, String> before = refs(id);

        database.useTransaction(tx -> upstreams.detach(tx, id));
        hint(upstream, "refs/heads/main", upstream.push("main", "not followed"));

        within(10)
                .untilAsserted(() -> assertThat(database.<Integer>inTransaction(tx -> tx.handle()
                                .createQuery("select count(*) from sync.mirror where repository_id = :id")
                                .bind("id", id)
                                .mapTo(Integer.class)
                                .one()))
                        .isZero());
        assertThat(refs(id)).isEqualTo(before);

        TestEvents.publish(new InstallationRepositoriesChanged(
                UUID.randomUUID(),
                FORGE,
                installation,
                owner,
                List.of(new InstalledRepository(forgeId(upstream), upstream.fullName, true)),
                List.of(),
                Instant.now()));

        within(15).untilAsserted(() -> {
            var anew = storage.catalog().find(team, upstream.fullName + "-" + forgeId(upstream));
            assertThat(anew).isPresent();
            assertThat(refs(anew.get().id())).isEqualTo(upstream.refs());
        });
        assertThat(refs(id)).isEqualTo(before);
    }

    @Test
    void keepsARepositoryThroughARename() {
        mirrored();
        UUID id = mirror(upstream).id();
        var renamed = UpstreamRepository.create(owner + "/renamed");
        renamed.push("main", "same repository, other place");

        TestEvents.publish(new RepositoryUpdated(
                UUID.randomUUID(),
                new ForgeRepository(
                        FORGE,
                        forgeId(upstream),
                        renamed.fullName,
                        FakeForge.url() + "/" + renamed.fullName + ".git",
                        "main",
                        true,
                        false),
                Optional.of(installation),
                Optional.empty(),
                RepositoryUpdated.Action.RENAMED,
                Optional.of(upstream.fullName),
                Instant.now()));

        awaitEqual(renamed);
        assertThat(mirror(renamed).id()).isEqualTo(id);
        assertThat(storage.catalog().find(team, upstream.fullName)).isEmpty();
    }

    @Test
    void letsARepositoryGoThatWasDeletedAtTheForge() {
        mirrored();

        TestEvents.publish(new RepositoryUpdated(
                UUID.randomUUID(),
                repository(upstream),
                Optional.of(installation),
                Optional.empty(),
                RepositoryUpdated.Action.DELETED,
                Optional.empty(),
                Instant.now()));

        within(10)
                .untilAsserted(() -> assertThat(storage.catalog().find(team, upstream.fullName))
                        .isEmpty());
    }

    @Test
    void takesTheRepositoriesAlongWhenTheInstallationGoesToAnotherTeam() {
        mirrored();
        UUID before = mirror(upstream).id();

        TestEvents.publish(link(State.ACTIVE, team + "b"));

        within(15).untilAsserted(() -> {
            var taken = storage.catalog().find(team + "b", upstream.fullName);
            assertThat(taken).isPresent();
            assertThat(taken.get().id()).isNotEqualTo(before);
            assertThat(refs(taken.get().id())).isEqualTo(upstream.refs());
        });
        assertThat(storage.catalog().find(team, upstream.fullName)).isEmpty();
    }

    private void mirrored() {
        link(State.ACTIVE);
        install(Action.CREATED, upstream);
        awaitEqual(upstream);
    }

    private void awaitEqual(UpstreamRepository repository) {
        within(20).untilAsserted(() -> assertThat(mirrorRefs(repository)).isEqualTo(repository.refs()));
    }

    private static ConditionFactory within(int seconds) {
        return await().atMost(Duration.ofSeconds(seconds)).pollInterval(Duration.ofMillis(20));
    }

    private void link(State state) {
        TestEvents.publish(link(state, team));
    }

    private InstallationLinked link(State state, String toTeam) {
        // the same id whenever the same state recurs, as the gateway assigns it
        UUID id = EventIds.of("link", installation, toTeam, state);
        return new InstallationLinked(id, FORGE, installation, owner, owner, toTeam, state, Instant.now());
    }

    private void install(Action action, UpstreamRepository... repositories) {
        var listed = java.util.Arrays.stream(repositories)
                .map(repository -> new InstalledRepository(forgeId(repository), repository.fullName, true))
                .toList();
        TestEvents.publish(new InstallationChanged(
                UUID.randomUUID(), FORGE, installation, owner, owner, action, listed, Optional.empty(), Instant.now()));
    }

    private void hint(UpstreamRepository repository, String ref, String after) {
        TestEvents.publish(new RefPushed(
                UUID.randomUUID(),
                repository(repository),
                Optional.of(installation),
                Optional.empty(),
                ref,
                Optional.of("a".repeat(40)),
                Optional.ofNullable(after),
                false,
                List.of(),
                Instant.now()));
    }

    private ForgeRepository repository(UpstreamRepository repository) {
        return new ForgeRepository(
                FORGE,
                forgeId(repository),
                repository.fullName,
                FakeForge.url() + "/" + repository.fullName + ".git",
                "main",
                true,
                false);
    }

    private String forgeId(UpstreamRepository repository) {
        return Integer.toString(repository.fullName.hashCode() & 0x7fffffff);
    }

    private StoredRepository mirror(UpstreamRepository repository) {
        return storage.catalog().find(team, repository.fullName).orElseThrow(() -> new AssertionError("no mirror yet"));
    }

    private Map<String, String> mirrorRefs(UpstreamRepository repository) {
        return refs(mirror(repository).id());
    }

    private Map<String, String> refs(UUID id) {
        try (Repository read = storage.read(id)) {
            var refs = new TreeMap<String, String>();
            for (Ref ref : read.getRefDatabase().getRefsByPrefix("refs/")) {
                refs.put(ref.getName(), ref.getObjectId().name());
            }
            return refs;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<SyncFailed> failures(UpstreamRepository repository) {
        UUID id = mirror(repository).id();
        return TestEvents.all(
                Topic.GIT_SYNC,
                SyncFailed.class,
                event -> event.repository().id().equals(id));
    }

    private int passes(UUID id) {
        return TestEvents.all(
                        Topic.GIT_SYNC,
                        SyncSucceeded.class,
                        event -> event.repository().id().equals(id))
                .size();
    }

    private long requested(UUID id) {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("select requested_version from sync.mirror where repository_id = :id")
                .bind("id", id)
                .mapTo(Long.class)
                .one());
    }

    /** {@code done}, {@code behind}, or why it is parked. */
    private String syncState(UpstreamRepository repository) {
        UUID id = mirror(repository).id();
        return database.inTransaction(tx ->
                tx.handle().createQuery("""
                    select coalesce(parked, case when done_version = requested_version and checked_at is not null
                        then 'done' else 'behind' end)
                    from sync.mirror where repository_id = :id
                    """).bind("id", id).mapTo(String.class).one());
    }

    /** Real git fetches everything in the mirror and finds nothing wrong. */
    private void assertWholeByGit(UpstreamRepository repository) throws IOException {
        TestGit clone = TestGit.initBare(Files.createTempDirectory("clone"));
        var pack = new ByteArrayOutputStream();
        Set<ObjectId> tips = new HashSet<>();
        mirrorRefs(repository).values().forEach(id -> tips.add(ObjectId.fromString(id)));
        try (Repository read = storage.read(mirror(repository).id());
                var writer = new PackWriter(read)) {
            writer.preparePack(NullProgressMonitor.INSTANCE, tips, Set.of());
            writer.writePack(NullProgressMonitor.INSTANCE, NullProgressMonitor.INSTANCE, pack);
        }
        clone.okWith(pack.toByteArray(), "index-pack", "--strict", "--stdin");
        mirrorRefs(repository).forEach((name, id) -> clone.ok("update-ref", name, id));
        clone.fsck();
    }
}
