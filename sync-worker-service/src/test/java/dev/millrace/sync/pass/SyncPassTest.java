package dev.millrace.sync.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.forge.InstallationToken;
import dev.millrace.forge.Redactor;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.RefResult;
import dev.millrace.git.write.UpdateOutcome;
import dev.millrace.sync.lfs.MirrorLfs;
import dev.millrace.sync.queue.Lease;
import dev.millrace.sync.queue.SyncOutcome;
import dev.millrace.sync.queue.TestLease;
import dev.millrace.upstream.ResolveOutcome;
import dev.millrace.upstream.UpstreamAccess;
import dev.millrace.upstream.UpstreamFailure;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SyncPassTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:01Z");
    private static final String MAIN = "refs/heads/main";

    private final Sides sides = new Sides();
    private final SyncProgress progress = new SyncProgress();

    @Test
    void makesTheMirrorEqual() {
        sides.ours.put(MAIN, id(1));
        sides.ours.put("refs/heads/old", id(1));
        sides.theirs.put(MAIN, id(2));
        sides.theirs.put("refs/tags/v1", id(3));

        SyncOutcome outcome = run(TestLease.requested());

        assertThat(sides.ours).isEqualTo(sides.theirs);
        assertThat(outcome)
                .isEqualTo(new SyncOutcome.Equal(NOW, 3, 1, List.of(), Set.of(), Set.of(), Optional.empty()));
        assertThat(sides.opened).isEqualTo(1);
        assertThat(sides.closed).isEqualTo(1);
    }

    @Test
    void fetchesNothingWhenBothSidesAreEqual() {
        sides.ours.put(MAIN, id(1));
        sides.theirs.put(MAIN, id(1));

        SyncOutcome outcome = run(TestLease.poll());

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        SyncOutcome.Equal.class,
                        equal -> assertThat(equal.refsMoved()).isZero());
        assertThat(sides.fetches).isEmpty();
    }

    @Test
    void makesAFirstSyncInStages() {
        sides.theirs.put(MAIN, id(1));
        sides.theirs.put("refs/heads/next", id(2));
        sides.theirs.put("refs/tags/v1", id(3));

        SyncOutcome outcome = run(TestLease.requested().first());

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        SyncOutcome.Equal.class,
                        equal -> assertThat(equal.refsMoved()).isEqualTo(3));
        assertThat(sides.updates).containsExactly(List.of(MAIN), List.of("refs/heads/next"), List.of("refs/tags/v1"));
        assertThat(sides.shown)
                .containsExactly(
                        "default branch: moving refs, 0 of 1",
                        "branches: moving refs, 0 of 1",
                        "everything: moving refs, 0 of 1");
    }

    @Test
    void continuesAFirstSyncAfterTheStagesThatAreThere() {
        sides.ours.put(MAIN, id(1));
        sides.theirs.put(MAIN, id(1));
        sides.theirs.put("refs/tags/v1", id(3));

        run(TestLease.requested().first());

        assertThat(sides.updates).containsExactly(List.of("refs/tags/v1"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void endsWithTheFailureOfTheUpstream(UpstreamFailure failure, SyncOutcome expected) {
        sides.theirs.put(MAIN, id(1));
        sides.failures.add(new ReadFailure.OfUpstream(failure));

        assertThat(run(TestLease.requested())).isEqualTo(expected);
        assertThat(sides.updates).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("failures")
    void endsWithTheFailureToResolveTheUpstream(UpstreamFailure failure, SyncOutcome expected) {
        sides.rejection = Optional.of(failure);

        assertThat(run(TestLease.requested())).isEqualTo(expected);
        assertThat(sides.opened).isZero();
    }

    static Stream<Object[]> failures() {
        Duration retryAfter = Duration.ofMinutes(3);
        var failed = new SyncOutcome.Failed("why", Optional.empty());
        var refused = new SyncOutcome.Refused("why");
        return Stream.of(
                new Object[] {new UpstreamFailure.AddressRejected("why"), failed},
                new Object[] {new UpstreamFailure.Unreachable("why"), failed},
                new Object[] {new UpstreamFailure.CredentialRejected("why"), refused},
                new Object[] {new UpstreamFailure.AccessDenied("why"), refused},
                new Object[] {new UpstreamFailure.NotFound("why"), refused},
                new Object[] {new UpstreamFailure.RequestRejected("why"), failed},
                new Object[] {
                    new UpstreamFailure.RateLimited("why", retryAfter), new SyncOutcome.Limited("why", retryAfter)
                },
                new Object[] {new UpstreamFailure.RedirectRejected("why"), failed},
                new Object[] {new UpstreamFailure.Unsupported("why"), refused},
                new Object[] {new UpstreamFailure.UnexpectedResponse("why"), failed},
                new Object[] {new UpstreamFailure.ServerError("why"), failed});
    }

    @Test
    void namesTheCredentialThatAPersonHasToStoreOrReplace() {
        sides.rejection = Optional.of(new UpstreamFailure.NotFound("404"));

        assertThat(run(TestLease.requested().mode(UpstreamMode.PUBLIC)))
                .isEqualTo(
                        new SyncOutcome.Refused(
                                "authentication needed: the upstream may not be read without a credential (404); store a credential for it"));
        assertThat(run(TestLease.requested().mode(UpstreamMode.CREDENTIALS)))
                .isEqualTo(new SyncOutcome.Refused("authentication needed: 404; store or replace the credential"));
    }

    @Test
    void replacesATokenThatExpiredOnce() {
        var token = new InstallationToken("expired-token", NOW);
        sides.token = Optional.of(token);
        sides.theirs.put(MAIN, id(1));
        sides.failures.add(new ReadFailure.OfUpstream(new UpstreamFailure.CredentialRejected("401")));

        assertThat(run(TestLease.requested())).isInstanceOf(SyncOutcome.Equal.class);
        assertThat(sides.rejectedTokens).startsWith(Optional.empty(), Optional.of(token));

        sides.failures.add(new ReadFailure.OfUpstream(new UpstreamFailure.CredentialRejected("401")));
        sides.failures.add(new ReadFailure.OfUpstream(new UpstreamFailure.CredentialRejected("401 again")));

        assertThat(run(TestLease.requested())).isEqualTo(new SyncOutcome.Refused("401 again"));
    }

    @Test
    void readsTheRefsAgainWhenOneMovedDuringTheFetch() {
        sides.theirs.put(MAIN, id(1));
        sides.failures.add(new ReadFailure.Outdated("not our ref"));
        sides.failures.add(new ReadFailure.Outdated("not our ref"));

        assertThat(run(TestLease.requested())).isInstanceOf(SyncOutcome.Equal.class);
        assertThat(sides.opened).isEqualTo(3);
    }

    @Test
    void givesUpOnAnUpstreamThatChangesAllTheTime() {
        sides.theirs.put(MAIN, id(1));
        for (int i = 0; i < 3; i++) {
            sides.failures.add(new ReadFailure.Outdated("not our ref"));
        }

        assertThat(run(TestLease.requested()))
                .isInstanceOfSatisfying(
                        SyncOutcome.Failed.class,
                        failed -> assertThat(failed.reason()).endsWith("not our ref"));
        assertThat(sides.updates).isEmpty();
    }

    @Test
    void findsTheOneBrokenRefOfManyByHalves() {
        for (int i = 1; i <= 64; i++) {
            sides.theirs.put("refs/heads/b%02d".formatted(i), id(i));
        }
        sides.unsendable.put(id(37), new ReadFailure.Damaged("bad object"));

        SyncOutcome outcome = run(TestLease.requested());

        assertThat(outcome).isInstanceOfSatisfying(SyncOutcome.Equal.class, equal -> {
            assertThat(equal.faults()).containsExactly("refs/heads/b37: bad object");
            assertThat(equal.refsMoved()).isEqualTo(63);
        });
        assertThat(sides.ours).hasSize(63).doesNotContainKey("refs/heads/b37");
        assertThat(sides.opened).isLessThan(20);
    }

    @Test
    void leavesOutARefThatExceedsALimit() {
        sides.theirs.put(MAIN, id(1));
        sides.theirs.put("refs/heads/huge", id(2));
        sides.unsendable.put(id(2), new ReadFailure.OverLimit("too large"));

        assertThat(run(TestLease.requested()))
                .isInstanceOfSatisfying(
                        SyncOutcome.Equal.class,
                        equal -> assertThat(equal.faults()).containsExactly("refs/heads/huge: too large"));
    }

    @Test
    void waitsForAPersonWhenNothingFitsTheLimits() {
        sides.theirs.put(MAIN, id(1));
        sides.unsendable.put(id(1), new ReadFailure.OverLimit("too large"));

        assertThat(run(TestLease.requested()))
                .isEqualTo(new SyncOutcome.Refused("nothing can be mirrored: refs/heads/main: too large"));
    }

    @Test
    void failsWhenMoreRefsAreBrokenThanAreSearchedFor() {
        for (int i = 1; i <= 60; i++) {
            sides.theirs.put("refs/heads/b%02d".formatted(i), id(i));
            sides.unsendable.put(id(i), new ReadFailure.Damaged("bad object"));
        }

        assertThat(run(TestLease.requested())).isEqualTo(new SyncOutcome.Failed("bad object", Optional.empty()));
    }

    @Test
    void leavesOutARefWhoseHistoryIsIncomplete() {
        sides.theirs.put(MAIN, id(1));
        sides.theirs.put("refs/heads/torn", id(2));
        sides.defects.put(id(2), "a tree is missing");

        SyncOutcome outcome = run(TestLease.requested());

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        SyncOutcome.Equal.class,
                        equal -> assertThat(equal.faults()).containsExactly("refs/heads/torn: a tree is missing"));
        assertThat(sides.ours).containsOnlyKeys(MAIN);
        assertThat(sides.opened)
                .as("the first time, the upstream may just have changed")
                .isEqualTo(2);
    }

    @Test
    void leavesOutRefsThatAreRefusedHere() {
        sides.theirs.put(MAIN, id(1));
        sides.theirs.put("refs/heads/a/b", id(2));
        sides.refusals.put("refs/heads/a/b", RefResult.Status.NAME_CONFLICT);

        SyncOutcome outcome = run(TestLease.requested());

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        SyncOutcome.Equal.class,
                        equal -> assertThat(equal.faults())
                                .containsExactly("refs/heads/a/b: refs/heads/a/b is refused: NAME_CONFLICT"));
        assertThat(sides.ours).containsOnlyKeys(MAIN);
    }

    @Test
    void comparesAgainWhenAnotherWriterWasFaster() {
        sides.theirs.put(MAIN, id(1));
        sides.refusals.put(MAIN, RefResult.Status.STALE);

        SyncOutcome outcome = run(TestLease.requested());

        assertThat(outcome).isInstanceOf(SyncOutcome.Failed.class);
        assertThat(sides.opened).isEqualTo(3);
    }

    @Test
    void keepsWhatWasChangedHereUnlessTheUpstreamHasIt() {
        sides.lastSeen = new LastSeenRefs.Builder()
                .add(MAIN, Optional.of(id(1)), false)
                .add("refs/heads/ahead", Optional.of(id(1)), false)
                .build();
        sides.ours.put(MAIN, id(2));
        sides.ours.put("refs/heads/ahead", id(3));
        sides.theirs.put(MAIN, id(4));
        sides.theirs.put("refs/heads/ahead", id(5));
        sides.fastForwards.add("refs/heads/ahead");

        run(TestLease.requested().mode(UpstreamMode.PUBLIC));

        assertThat(sides.ours).containsEntry(MAIN, id(2)).containsEntry("refs/heads/ahead", id(5));
        assertThat(sides.lastSeen.isLocal(MAIN)).isTrue();
        assertThat(sides.lastSeen.isLocal("refs/heads/ahead")).isFalse();
    }

    @Test
    void reportsAwaitedCommitsThatArrivedAndRefsOnDemandThatVanished() {
        sides.theirs.put(MAIN, id(1));

        SyncOutcome outcome =
                run(TestLease.requested().awaiting(id(1).name(), id(9).name()).demanding("refs/pull/7/head"));

        assertThat(outcome).isInstanceOfSatisfying(SyncOutcome.Equal.class, equal -> {
            assertThat(equal.arrived()).containsExactly(id(1).name());
            assertThat(equal.vanished()).containsExactly("refs/pull/7/head");
        });
    }

    @Test
    void reportsLargeFilesAndNamesThatCouldNotBeMirrored() {
        sides.theirs.put(MAIN, id(1));
        sides.unreadable = List.of("refs/heads/caf\\xe9");
        sides.missingFiles = List.of("large file x: 404");

        assertThat(run(TestLease.requested()))
                .isInstanceOfSatisfying(
                        SyncOutcome.Equal.class,
                        equal -> assertThat(equal.faults())
                                .containsExactly("refs/heads/caf\\xe9: its name is not UTF-8", "large file x: 404"));
    }

    @Test
    void keepsTheDefaultBranchThatTheTeamNamed() {
        sides.theirs.put(MAIN, id(1));
        sides.theirs.put("refs/heads/stable", id(1));

        run(TestLease.requested().lease(), Optional.of("stable"));

        assertThat(sides.newHead).contains("refs/heads/stable");
    }

    @Test
    void movesNothingOnceTheLeaseIsLost() {
        sides.theirs.put(MAIN, id(1));
        sides.cancelsDuringFetch = true;

        assertThat(run(TestLease.requested())).isEqualTo(new SyncOutcome.GivenUp());
        assertThat(sides.updates).isEmpty();
        assertThat(sides.closed).isEqualTo(1);
    }

    @Test
    void abortsAFetchThatBreaksBecauseTheLeaseIsLost() {
        sides.theirs.put(MAIN, id(1));
        sides.cancelsDuringFetch = true;
        sides.unsendable.put(id(1), new ReadFailure.Damaged("cancelled"));

        assertThat(run(TestLease.requested())).isEqualTo(new SyncOutcome.GivenUp());
    }

    @Test
    void doesNotBeginWithALostLease() {
        sides.cancelled = true;

        assertThat(run(TestLease.requested())).isEqualTo(new SyncOutcome.GivenUp());
        assertThat(sides.opened).isZero();
    }

    @Test
    void movesNothingInAMirrorThatWasDetachedDuringThePass() {
        sides.theirs.put(MAIN, id(1));
        sides.followed = false;

        assertThat(run(TestLease.requested())).isEqualTo(new SyncOutcome.Gone());
        assertThat(sides.updates).isEmpty();
    }

    @Test
    void doesTheRemainingWorkAfterARestart() {
        sides.theirs.put(MAIN, id(1));
        sides.theirs.put("refs/heads/next", id(2));
        sides.cancelsAfterUpdate = true;
        assertThat(run(TestLease.requested().first())).isEqualTo(new SyncOutcome.GivenUp());
        assertThat(sides.ours).containsOnlyKeys(MAIN);

        sides.cancelled = false;
        sides.cancelsAfterUpdate = false;
        SyncOutcome outcome = run(TestLease.requested().first());

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        SyncOutcome.Equal.class,
                        equal -> assertThat(equal.refsMoved()).isEqualTo(1));
        assertThat(sides.ours).isEqualTo(sides.theirs);
    }

    private SyncOutcome run(TestLease lease) {
        return run(lease.lease(), Optional.empty());
    }

    private SyncOutcome run(Lease lease, Optional<String> keptHead) {
        return new SyncPass(lease, keptHead, sides, Clock.fixed(NOW, ZoneOffset.UTC), progress, () -> sides.cancelled)
                .run();
    }

    private static ObjectId id(int number) {
        return ObjectId.fromString("%040x".formatted(number));
    }

    /** Both sides in memory. An object is its own history. */
    private final class Sides implements LeasedMirror {

        private final Map<String, ObjectId> ours = new TreeMap<>();
        private final Map<String, ObjectId> theirs = new TreeMap<>();
        private final Set<ObjectId> objects = new HashSet<>();
        private final Map<ObjectId, ReadFailure> unsendable = new HashMap<>();
        private final Map<ObjectId, String> defects = new HashMap<>();
        private final Map<String, RefResult.Status> refusals = new HashMap<>();
        private final Set<String> fastForwards = new HashSet<>();
        private final Deque<ReadFailure> failures = new ArrayDeque<>();
        private final List<Set<ObjectId>> fetches = new ArrayList<>();
        private final List<List<String>> updates = new ArrayList<>();
        private final List<String> shown = new ArrayList<>();
        private final List<Optional<InstallationToken>> rejectedTokens = new ArrayList<>();
        private Optional<UpstreamFailure> rejection = Optional.empty();
        private Optional<InstallationToken> token = Optional.empty();
        private Optional<String> newHead = Optional.empty();
        private LastSeenRefs lastSeen = LastSeenRefs.NOTHING;
        private List<String> unreadable = List.of();
        private List<String> missingFiles = List.of();
        private boolean followed = true;
        private boolean cancelled;
        private boolean cancelsDuringFetch;
        private boolean cancelsAfterUpdate;
        private int opened;
        private int closed;

        @Override
        public ResolveOutcome resolve(Optional<InstallationToken> rejected) {
            rejectedTokens.add(rejected);
            return rejection
                    .<ResolveOutcome>map(ResolveOutcome.Rejected::new)
                    .orElseGet(() -> new ResolveOutcome.Resolved(new UpstreamAccess(
                            "forge.test/acme/widgets",
                            URI.create("https://forge.test/acme/widgets.git"),
                            List.of(),
                            Optional.empty(),
                            Redactor.NONE,
                            token)));
        }

        @Override
        public LastSeenRefs lastSeen() {
            return lastSeen;
        }

        @Override
        public void remember(LastSeenRefs before, LastSeenRefs after) {
            lastSeen = after;
        }

        @Override
        public boolean isFollowed() {
            return followed;
        }

        @Override
        public Exchange open(UpstreamAccess access) throws ReadException {
            opened++;
            if (!failures.isEmpty()) {
                throw new ReadException(failures.remove());
            }
            return new InMemory();
        }

        @Override
        public List<String> fetchLargeFiles(MirrorLfs.Door door) {
            return missingFiles;
        }

        private final class InMemory implements Exchange {

            @Override
            public RefView ours() {
                return new RefView(new TreeMap<>(ours), Optional.of(newHead.orElse(MAIN)));
            }

            @Override
            public RefView theirs() {
                return new RefView(new TreeMap<>(theirs), Optional.of(MAIN));
            }

            @Override
            public List<String> unreadableRefs() {
                return unreadable;
            }

            @Override
            public Optional<URI> movedTo() {
                return Optional.empty();
            }

            @Override
            public Set<ObjectId> missing(Collection<ObjectId> ids) {
                Set<ObjectId> missing = new HashSet<>(ids);
                missing.removeAll(objects);
                missing.removeAll(ours.values());
                return missing;
            }

            @Override
            public void fetch(Set<ObjectId> wanted, Collection<ObjectId> known) throws ReadException {
                fetches.add(wanted);
                cancelled |= cancelsDuringFetch;
                Optional<ReadFailure> failure = wanted.stream()
                        .filter(unsendable::containsKey)
                        .map(unsendable::get)
                        .findFirst();
                if (failure.isPresent()) {
                    throw new ReadException(failure.get());
                }
                objects.addAll(wanted);
            }

            @Override
            public Optional<String> findDefect(Collection<ObjectId> targets, Collection<ObjectId> known) {
                return targets.stream()
                        .filter(defects::containsKey)
                        .map(defects::get)
                        .findFirst();
            }

            @Override
            public Optional<String> defectOf(ObjectId target, Collection<ObjectId> known) {
                return Optional.ofNullable(defects.get(target));
            }

            @Override
            public boolean isFastForward(RefEdit edit) {
                return fastForwards.contains(edit.ref());
            }

            @Override
            public UpdateOutcome update(List<RefEdit> edits, Optional<String> head) {
                shown.add(progress.text());
                if (edits.stream().anyMatch(edit -> refusals.containsKey(edit.ref()))) {
                    return new UpdateOutcome.Refused(edits.stream()
                            .map(edit -> new RefResult(
                                    edit.ref(), refusals.getOrDefault(edit.ref(), RefResult.Status.ABORTED), ""))
                            .toList());
                }
                updates.add(edits.stream().map(RefEdit::ref).toList());
                for (RefEdit edit : edits) {
                    edit.newId().ifPresentOrElse(id -> ours.put(edit.ref(), id), () -> ours.remove(edit.ref()));
                }
                newHead = head.or(() -> newHead);
                cancelled |= cancelsAfterUpdate;
                List<RefResult> results = edits.stream()
                        .map(edit -> new RefResult(edit.ref(), RefResult.Status.MOVED, ""))
                        .toList();
                return edits.isEmpty()
                        ? new UpdateOutcome.Unchanged(stored(), results)
                        : new UpdateOutcome.Committed(stored(), results);
            }

            private StoredRepository stored() {
                return new StoredRepository(
                        new UUID(0, 1),
                        "acme",
                        "acme/widgets",
                        Optional.empty(),
                        MAIN,
                        updates.size(),
                        1,
                        NOW,
                        Optional.empty(),
                        Optional.empty());
            }

            @Override
            public void close() {
                closed++;
            }
        }
    }
}
