package dev.millrace.sync.pass;

import static dev.millrace.sync.pass.MemoryMirror.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.forge.InstallationToken;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.write.RefResult;
import dev.millrace.sync.queue.SyncOutcome;
import dev.millrace.sync.queue.TestLease;
import dev.millrace.upstream.UpstreamFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SyncPassFailureTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:01Z");
    private static final String MAIN = "refs/heads/main";

    private final MemoryMirror mirror = new MemoryMirror();

    @ParameterizedTest
    @MethodSource("failures")
    void endsWithTheFailureOfTheUpstream(UpstreamFailure failure, SyncOutcome expected) {
        mirror.theirs.put(MAIN, id(1));
        mirror.failures.add(new ReadFailure.OfUpstream(failure));

        assertThat(mirror.pass(TestLease.requested())).isEqualTo(expected);
        assertThat(mirror.updates).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("failures")
    void endsWithTheFailureToResolveTheUpstream(UpstreamFailure failure, SyncOutcome expected) {
        mirror.rejection = Optional.of(failure);

        assertThat(mirror.pass(TestLease.requested())).isEqualTo(expected);
        assertThat(mirror.opened).isZero();
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
                new Object[] {new UpstreamFailure.NotFound("why"), new SyncOutcome.Refused("why", true)},
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
        mirror.rejection = Optional.of(new UpstreamFailure.NotFound("404"));

        assertThat(mirror.pass(TestLease.requested().mode(UpstreamMode.PUBLIC)))
                .isEqualTo(new SyncOutcome.Refused(
                        "authentication needed: the upstream may not be read without a credential (404); store a credential for it",
                        true));
        assertThat(mirror.pass(TestLease.requested().mode(UpstreamMode.CREDENTIALS)))
                .isEqualTo(
                        new SyncOutcome.Refused("authentication needed: 404; store or replace the credential", true));
    }

    @Test
    void replacesATokenThatExpiredOnce() {
        var token = new InstallationToken("expired-token", NOW);
        mirror.token = Optional.of(token);
        mirror.theirs.put(MAIN, id(1));
        mirror.failures.add(new ReadFailure.OfUpstream(new UpstreamFailure.CredentialRejected("401")));

        assertThat(mirror.pass(TestLease.requested())).isInstanceOf(SyncOutcome.Equal.class);
        assertThat(mirror.rejectedTokens).startsWith(Optional.empty(), Optional.of(token));

        mirror.failures.add(new ReadFailure.OfUpstream(new UpstreamFailure.CredentialRejected("401")));
        mirror.failures.add(new ReadFailure.OfUpstream(new UpstreamFailure.CredentialRejected("401 again")));

        assertThat(mirror.pass(TestLease.requested())).isEqualTo(new SyncOutcome.Refused("401 again"));
    }

    @Test
    void readsTheRefsAgainWhenOneMovedDuringTheFetch() {
        mirror.theirs.put(MAIN, id(1));
        mirror.failures.add(new ReadFailure.Outdated("not our ref"));
        mirror.failures.add(new ReadFailure.Outdated("not our ref"));

        assertThat(mirror.pass(TestLease.requested())).isInstanceOf(SyncOutcome.Equal.class);
        assertThat(mirror.opened).isEqualTo(3);
    }

    @Test
    void givesUpOnAnUpstreamThatChangesAllTheTime() {
        mirror.theirs.put(MAIN, id(1));
        for (int i = 0; i < 3; i++) {
            mirror.failures.add(new ReadFailure.Outdated("not our ref"));
        }

        assertThat(mirror.pass(TestLease.requested()))
                .isInstanceOfSatisfying(
                        SyncOutcome.Failed.class,
                        failed -> assertThat(failed.reason()).endsWith("not our ref"));
        assertThat(mirror.updates).isEmpty();
    }

    @Test
    void findsTheOneBrokenRefOfManyByHalves() {
        for (int i = 1; i <= 64; i++) {
            mirror.theirs.put("refs/heads/b%02d".formatted(i), id(i));
        }
        mirror.unsendable.put(id(37), new ReadFailure.Damaged("bad object"));

        SyncOutcome outcome = mirror.pass(TestLease.requested());

        assertThat(outcome).isInstanceOfSatisfying(SyncOutcome.Equal.class, equal -> {
            assertThat(equal.faults()).containsExactly("refs/heads/b37: bad object");
            assertThat(equal.refsMoved()).isEqualTo(63);
        });
        assertThat(mirror.ours).hasSize(63).doesNotContainKey("refs/heads/b37");
        assertThat(mirror.opened).isLessThan(20);
    }

    @Test
    void leavesOutARefThatExceedsALimit() {
        mirror.theirs.put(MAIN, id(1));
        mirror.theirs.put("refs/heads/huge", id(2));
        mirror.unsendable.put(id(2), new ReadFailure.OverLimit("too large"));

        assertThat(mirror.pass(TestLease.requested()))
                .isInstanceOfSatisfying(
                        SyncOutcome.Equal.class,
                        equal -> assertThat(equal.faults()).containsExactly("refs/heads/huge: too large"));
    }

    @Test
    void waitsForAPersonWhenNothingFitsTheLimits() {
        mirror.theirs.put(MAIN, id(1));
        mirror.unsendable.put(id(1), new ReadFailure.OverLimit("too large"));

        assertThat(mirror.pass(TestLease.requested()))
                .isEqualTo(new SyncOutcome.Refused("nothing can be mirrored: refs/heads/main: too large"));
    }

    @Test
    void failsWhenMoreRefsAreBrokenThanAreSearchedFor() {
        for (int i = 1; i <= 60; i++) {
            mirror.theirs.put("refs/heads/b%02d".formatted(i), id(i));
            mirror.unsendable.put(id(i), new ReadFailure.Damaged("bad object"));
        }

        assertThat(mirror.pass(TestLease.requested()))
                .isEqualTo(new SyncOutcome.Failed("bad object", Optional.empty()));
    }

    @Test
    void leavesOutARefWhoseHistoryIsIncomplete() {
        mirror.theirs.put(MAIN, id(1));
        mirror.theirs.put("refs/heads/torn", id(2));
        mirror.defects.put(id(2), "a tree is missing");

        SyncOutcome outcome = mirror.pass(TestLease.requested());

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        SyncOutcome.Equal.class,
                        equal -> assertThat(equal.faults()).containsExactly("refs/heads/torn: a tree is missing"));
        assertThat(mirror.ours).containsOnlyKeys(MAIN);
        assertThat(mirror.opened)
                .as("the first time, the upstream may just have changed")
                .isEqualTo(2);
    }

    @Test
    void leavesOutRefsThatAreRefusedHere() {
        mirror.theirs.put(MAIN, id(1));
        mirror.theirs.put("refs/heads/a/b", id(2));
        mirror.refusals.put("refs/heads/a/b", RefResult.Status.NAME_CONFLICT);

        SyncOutcome outcome = mirror.pass(TestLease.requested());

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        SyncOutcome.Equal.class,
                        equal -> assertThat(equal.faults())
                                .containsExactly("refs/heads/a/b: refs/heads/a/b is refused: NAME_CONFLICT"));
        assertThat(mirror.ours).containsOnlyKeys(MAIN);
    }

    @Test
    void comparesAgainWhenAnotherWriterWasFaster() {
        mirror.theirs.put(MAIN, id(1));
        mirror.refusals.put(MAIN, RefResult.Status.STALE);

        SyncOutcome outcome = mirror.pass(TestLease.requested());

        assertThat(outcome).isInstanceOf(SyncOutcome.Failed.class);
        assertThat(mirror.opened).isEqualTo(3);
    }
}
