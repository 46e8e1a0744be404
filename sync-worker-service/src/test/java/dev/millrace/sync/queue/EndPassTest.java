package dev.millrace.sync.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Event;
import dev.millrace.events.git.SyncFailed;
import dev.millrace.events.git.SyncStarted;
import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.sync.MappedConfig;
import dev.millrace.sync.SyncConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EndPassTest {

    private static final Instant NOW = TestLease.STARTED_AT.plusSeconds(5);
    private static final Instant CHECKED_AT = TestLease.STARTED_AT.plusSeconds(1);
    private static final String COMMIT = "a".repeat(40);

    private final EndPass endPass = new EndPass(
            MappedConfig.read(
                    Map.of(
                            "millrace.sync.poll-interval", "100S",
                            "millrace.sync.longest-poll-interval", "1000S",
                            "millrace.sync.await-pause", "3S",
                            "millrace.sync.first-backoff", "2S",
                            "millrace.sync.longest-backoff", "60S",
                            "millrace.sync.credentials-backoff", "1H"),
                    SyncConfig.class),
            Clock.fixed(NOW, ZoneOffset.UTC),
            () -> 0);

    @Test
    void recordsARequestedPassThatFoundNothing() {
        Lease lease = TestLease.requested().lease();

        Ending.Succeeded ending = succeeded(lease, equal(0, List.of()));

        assertThat(ending.run())
                .contains(new RunRow(
                        lease.syncId(),
                        "push to main",
                        TestLease.STARTED_AT,
                        NOW,
                        RunRow.Outcome.SUCCEEDED,
                        0,
                        Optional.empty(),
                        Optional.empty()));
        List<Event> events = PassEvents.of(lease, ending, lease.repository());
        assertThat(events).singleElement().isInstanceOfSatisfying(SyncSucceeded.class, succeeded -> {
            assertThat(succeeded.syncId()).isEqualTo(lease.syncId());
            assertThat(succeeded.refsVersion()).isEqualTo(12);
            assertThat(succeeded.occurredAt()).isEqualTo(CHECKED_AT);
        });
    }

    @Test
    void recordsNothingForAPollThatFoundNothing() {
        Lease lease = TestLease.poll().lease();

        Ending.Succeeded ending = succeeded(lease, equal(0, List.of()));

        assertThat(ending.run()).isEmpty();
        assertThat(PassEvents.of(lease, ending, lease.repository())).isEmpty();
    }

    @Test
    void announcesAPollThatMovedRefsAfterwards() {
        Lease lease = TestLease.poll().lease();

        Ending.Succeeded ending = succeeded(lease, equal(2, List.of()));

        assertThat(ending.run()).hasValueSatisfying(run -> {
            assertThat(run.reason()).isEqualTo("poll");
            assertThat(run.refsMoved()).isEqualTo(2);
        });
        List<Event> events = PassEvents.of(lease, ending, lease.repository());
        assertThat(events)
                .hasExactlyElementsOfTypes(SyncStarted.class, SyncSucceeded.class)
                .extracting(Event::eventId)
                .doesNotHaveDuplicates();
    }

    @Test
    void recordsAPollThatEndsARowOfFailuresWithoutEvents() {
        Lease lease = TestLease.poll().failures(2).lease();

        Ending.Succeeded ending = succeeded(lease, equal(0, List.of()));

        assertThat(ending.run()).map(RunRow::outcome).contains(RunRow.Outcome.SUCCEEDED);
        assertThat(PassEvents.of(lease, ending, lease.repository())).isEmpty();
    }

    @Test
    void isPartialWhenSomethingCouldNotBeMirrored() {
        Ending.Succeeded ending = succeeded(
                TestLease.requested().lease(), equal(1, List.of("refs/heads/a: broken", "refs/heads/b: broken")));

        assertThat(ending.run()).hasValueSatisfying(run -> {
            assertThat(run.outcome()).isEqualTo(RunRow.Outcome.PARTIAL);
            assertThat(run.error()).contains("refs/heads/a: broken; refs/heads/b: broken");
            assertThat(run.retryAt()).isEmpty();
        });
    }

    @Test
    void pollsAgainAfterTheIntervalThatGrowsWithIdleDays() {
        Ending.Succeeded active = succeeded(TestLease.poll().lease(), equal(0, List.of()));
        Ending.Succeeded idle = succeeded(
                TestLease.poll().activeAt(NOW.minus(Duration.ofDays(3))).lease(), equal(0, List.of()));

        assertThat(active.nextPoll()).contains(Duration.ofSeconds(75));
        assertThat(idle.nextPoll()).contains(Duration.ofSeconds(300));
    }

    @Test
    void pollsAnUpstreamWithoutCredentialsOnlyOnRequest() {
        Ending.Succeeded ending =
                succeeded(TestLease.requested().mode(UpstreamMode.PUBLIC).lease(), equal(1, List.of()));

        assertThat(ending.nextPoll()).isEmpty();
    }

    @Test
    void pollsSoonWhileACallerWaitsForACommit() {
        Lease lease =
                TestLease.requested().mode(UpstreamMode.PUBLIC).awaiting(COMMIT).lease();

        assertThat(succeeded(lease, equal(0, List.of())).nextPoll()).contains(Duration.ofSeconds(3));
        assertThat(succeeded(lease, equal(0, List.of(), Set.of(COMMIT))).nextPoll())
                .isEmpty();
    }

    @Test
    void waitsLongerAfterEachFailureInARow() {
        var failed = new SyncOutcome.Failed("down", Optional.empty());

        assertThat(failed(TestLease.poll().lease(), failed).delay()).contains(Duration.ofSeconds(1));
        assertThat(failed(TestLease.poll().failures(2).lease(), failed).delay()).contains(Duration.ofSeconds(4));
        assertThat(failed(TestLease.poll().failures(40).lease(), failed).delay())
                .contains(Duration.ofSeconds(30));
    }

    @Test
    void reportsAFailureWithTheTimeOfTheRetry() {
        Lease lease = TestLease.poll().failures(1).lease();

        Ending.Failed ending = failed(lease, new SyncOutcome.Failed("down", Optional.of(Duration.ofMinutes(7))));

        Instant retryAt = NOW.plus(Duration.ofMinutes(7));
        assertThat(ending.delay()).contains(Duration.ofMinutes(7));
        assertThat(ending.pause()).isEmpty();
        assertThat(ending.isRefused()).isFalse();
        assertThat(ending.run())
                .isEqualTo(new RunRow(
                        lease.syncId(),
                        "poll",
                        TestLease.STARTED_AT,
                        NOW,
                        RunRow.Outcome.FAILED,
                        0,
                        Optional.of("down"),
                        Optional.of(retryAt)));
        List<Event> events = PassEvents.of(lease, ending, lease.repository());
        assertThat(events).hasExactlyElementsOfTypes(SyncStarted.class, SyncFailed.class);
        assertThat(events.getLast()).isInstanceOfSatisfying(SyncFailed.class, event -> {
            assertThat(event.reason()).isEqualTo("down");
            assertThat(event.retryAt()).contains(retryAt);
        });
    }

    @Test
    void pausesTheBudgetWhenTheForgeLimitsRequests() {
        Duration pause = Duration.ofMinutes(10);

        Ending.Failed ending = failed(TestLease.requested().lease(), new SyncOutcome.Limited("429", pause));

        assertThat(ending.pause()).contains(pause);
        assertThat(ending.delay()).contains(pause);
        assertThat(ending.isRefused()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(UpstreamMode.class)
    void waitsForAPersonAfterARefusal(UpstreamMode mode) {
        Lease lease = TestLease.requested().mode(mode).lease();

        Ending.Failed ending = failed(lease, new SyncOutcome.Refused("401"));

        Optional<Duration> expected = mode == UpstreamMode.PUBLIC ? Optional.empty() : Optional.of(Duration.ofHours(1));
        assertThat(ending.isRefused()).isTrue();
        assertThat(ending.delay()).isEqualTo(expected);
        assertThat(ending.run().outcome()).isEqualTo(RunRow.Outcome.REFUSED);
        assertThat(ending.run().retryAt()).isEqualTo(expected.map(NOW::plus));
        List<Event> events = PassEvents.of(lease, ending, lease.repository());
        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        SyncFailed.class, event -> assertThat(event.retryAt()).isEmpty());
    }

    @Test
    void removesAMirrorThatIsGone() {
        assertThat(endPass.handle(TestLease.poll().lease(), new SyncOutcome.Gone()))
                .isEqualTo(new Ending.Gone());
    }

    @Test
    void releasesTheLeaseOfAPassThatWasAborted() {
        assertThat(endPass.handle(TestLease.poll().lease(), new SyncOutcome.GivenUp()))
                .isEqualTo(new Ending.Released());
    }

    private Ending.Succeeded succeeded(Lease lease, SyncOutcome.Equal equal) {
        return (Ending.Succeeded) endPass.handle(lease, equal);
    }

    private Ending.Failed failed(Lease lease, SyncOutcome outcome) {
        return (Ending.Failed) endPass.handle(lease, outcome);
    }

    private static SyncOutcome.Equal equal(int refsMoved, List<String> faults) {
        return equal(refsMoved, faults, Set.of());
    }

    private static SyncOutcome.Equal equal(int refsMoved, List<String> faults, Set<String> arrived) {
        return new SyncOutcome.Equal(CHECKED_AT, refsMoved, 12, faults, arrived, Set.of(), Optional.empty());
    }
}
