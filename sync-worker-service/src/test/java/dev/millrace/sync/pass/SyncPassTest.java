package dev.millrace.sync.pass;

import static dev.millrace.sync.pass.MemoryMirror.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.sync.queue.SyncOutcome;
import dev.millrace.sync.queue.TestLease;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SyncPassTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:01Z");
    private static final String MAIN = "refs/heads/main";

    private final MemoryMirror mirror = new MemoryMirror();

    @Test
    void makesTheMirrorEqual() {
        mirror.ours.put(MAIN, id(1));
        mirror.ours.put("refs/heads/old", id(1));
        mirror.theirs.put(MAIN, id(2));
        mirror.theirs.put("refs/tags/v1", id(3));

        SyncOutcome outcome = mirror.pass(TestLease.requested());

        assertThat(mirror.ours).isEqualTo(mirror.theirs);
        assertThat(outcome)
                .isEqualTo(new SyncOutcome.Equal(NOW, 3, 1, List.of(), Set.of(), Set.of(), Optional.empty()));
        assertThat(mirror.opened).isEqualTo(1);
        assertThat(mirror.closed).isEqualTo(1);
    }

    @Test
    void fetchesNothingWhenBothSidesAreEqual() {
        mirror.ours.put(MAIN, id(1));
        mirror.theirs.put(MAIN, id(1));

        SyncOutcome outcome = mirror.pass(TestLease.poll());

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        SyncOutcome.Equal.class,
                        equal -> assertThat(equal.refsMoved()).isZero());
        assertThat(mirror.fetches).isEmpty();
    }

    @Test
    void makesAFirstSyncInStages() {
        mirror.theirs.put(MAIN, id(1));
        mirror.theirs.put("refs/heads/next", id(2));
        mirror.theirs.put("refs/tags/v1", id(3));

        SyncOutcome outcome = mirror.pass(TestLease.requested().first());

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        SyncOutcome.Equal.class,
                        equal -> assertThat(equal.refsMoved()).isEqualTo(3));
        assertThat(mirror.updates).containsExactly(List.of(MAIN), List.of("refs/heads/next"), List.of("refs/tags/v1"));
        assertThat(mirror.shown)
                .containsExactly(
                        "default branch: moving refs, 0 of 1",
                        "branches: moving refs, 0 of 1",
                        "everything: moving refs, 0 of 1");
    }

    @Test
    void continuesAFirstSyncAfterTheStagesThatAreThere() {
        mirror.ours.put(MAIN, id(1));
        mirror.theirs.put(MAIN, id(1));
        mirror.theirs.put("refs/tags/v1", id(3));

        mirror.pass(TestLease.requested().first());

        assertThat(mirror.updates).containsExactly(List.of("refs/tags/v1"));
    }

    @Test
    void keepsWhatWasChangedHereUnlessTheUpstreamHasIt() {
        mirror.lastSeen = new LastSeenRefs.Builder()
                .add(MAIN, Optional.of(id(1)), false)
                .add("refs/heads/ahead", Optional.of(id(1)), false)
                .build();
        mirror.ours.put(MAIN, id(2));
        mirror.ours.put("refs/heads/ahead", id(3));
        mirror.theirs.put(MAIN, id(4));
        mirror.theirs.put("refs/heads/ahead", id(5));
        mirror.fastForwards.add("refs/heads/ahead");

        mirror.pass(TestLease.requested().mode(UpstreamMode.PUBLIC));

        assertThat(mirror.ours).containsEntry(MAIN, id(2)).containsEntry("refs/heads/ahead", id(5));
        assertThat(mirror.lastSeen.isLocal(MAIN)).isTrue();
        assertThat(mirror.lastSeen.isLocal("refs/heads/ahead")).isFalse();
    }

    @Test
    void reportsAwaitedCommitsThatArrivedAndRefsOnDemandThatVanished() {
        mirror.theirs.put(MAIN, id(1));

        SyncOutcome outcome = mirror.pass(
                TestLease.requested().awaiting(id(1).name(), id(9).name()).demanding("refs/pull/7/head"));

        assertThat(outcome).isInstanceOfSatisfying(SyncOutcome.Equal.class, equal -> {
            assertThat(equal.arrived()).containsExactly(id(1).name());
            assertThat(equal.vanished()).containsExactly("refs/pull/7/head");
        });
    }

    @Test
    void reportsLargeFilesAndNamesThatCouldNotBeMirrored() {
        mirror.theirs.put(MAIN, id(1));
        mirror.unreadable = List.of("refs/heads/caf\\xe9");
        mirror.missingFiles = List.of("large file x: 404");

        assertThat(mirror.pass(TestLease.requested()))
                .isInstanceOfSatisfying(
                        SyncOutcome.Equal.class,
                        equal -> assertThat(equal.faults())
                                .containsExactly("refs/heads/caf\\xe9: its name is not UTF-8", "large file x: 404"));
    }

    @Test
    void keepsTheDefaultBranchThatTheTeamNamed() {
        mirror.theirs.put(MAIN, id(1));
        mirror.theirs.put("refs/heads/stable", id(1));

        mirror.pass(TestLease.requested(), Optional.of("stable"));

        assertThat(mirror.newHead).contains("refs/heads/stable");
    }

    @Test
    void movesNothingOnceTheLeaseIsLost() {
        mirror.theirs.put(MAIN, id(1));
        mirror.cancelsDuringFetch = true;

        assertThat(mirror.pass(TestLease.requested())).isEqualTo(new SyncOutcome.GivenUp());
        assertThat(mirror.updates).isEmpty();
        assertThat(mirror.closed).isEqualTo(1);
    }

    @Test
    void abortsAFetchThatBreaksBecauseTheLeaseIsLost() {
        mirror.theirs.put(MAIN, id(1));
        mirror.cancelsDuringFetch = true;
        mirror.unsendable.put(id(1), new ReadFailure.Damaged("cancelled"));

        assertThat(mirror.pass(TestLease.requested())).isEqualTo(new SyncOutcome.GivenUp());
    }

    @Test
    void doesNotBeginWithALostLease() {
        mirror.cancelled = true;

        assertThat(mirror.pass(TestLease.requested())).isEqualTo(new SyncOutcome.GivenUp());
        assertThat(mirror.opened).isZero();
    }

    @Test
    void movesNothingInAMirrorThatWasDetachedDuringThePass() {
        mirror.theirs.put(MAIN, id(1));
        mirror.followed = false;

        assertThat(mirror.pass(TestLease.requested())).isEqualTo(new SyncOutcome.Gone());
        assertThat(mirror.updates).isEmpty();
    }

    @Test
    void doesTheRemainingWorkAfterARestart() {
        mirror.theirs.put(MAIN, id(1));
        mirror.theirs.put("refs/heads/next", id(2));
        mirror.cancelsAfterUpdate = true;
        assertThat(mirror.pass(TestLease.requested().first())).isEqualTo(new SyncOutcome.GivenUp());
        assertThat(mirror.ours).containsOnlyKeys(MAIN);

        mirror.cancelled = false;
        mirror.cancelsAfterUpdate = false;
        SyncOutcome outcome = mirror.pass(TestLease.requested().first());

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        SyncOutcome.Equal.class,
                        equal -> assertThat(equal.refsMoved()).isEqualTo(1));
        assertThat(mirror.ours).isEqualTo(mirror.theirs);
    }
}
