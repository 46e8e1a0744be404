package dev.millrace.forge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.forge.Admission.Admitted;
import dev.millrace.forge.Admission.Busy;
import dev.millrace.forge.Admission.Paused;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallLaneTest {

    private static final Duration SHORT = Duration.ofMillis(20);

    private final FakeGitHub.MovableClock clock = new FakeGitHub.MovableClock();
    private final CallLane lane = new CallLane(clock);

    @Test
    void admitsOneWriteAtATimeAndReadsMeanwhile() throws InterruptedException {
        Admitted first = admitted(lane.enter(true, SHORT));

        Admission second = lane.enter(true, SHORT);

        assertThat(second).isInstanceOf(Busy.class);
        assertThat(lane.enter(false, SHORT)).isInstanceOf(Admitted.class);
        lane.accepted(first);
        lane.leave(true);
        assertThat(lane.enter(true, SHORT)).isInstanceOf(Admitted.class);
    }

    @Test
    void boundsWhatIsReadAtOnce() throws InterruptedException {
        for (int i = 0; i < CallLane.AT_ONCE; i++) {
            admitted(lane.enter(false, SHORT));
        }

        assertThat(lane.enter(false, SHORT)).isInstanceOf(Busy.class);
        lane.leave(false);
        assertThat(lane.enter(false, SHORT)).isInstanceOf(Admitted.class);
    }

    @Test
    void admitsNothingBeforeTheStatedEnd() throws InterruptedException {
        lane.pauseUntil(FakeGitHub.NOW.plusSeconds(17));
        lane.pauseUntil(FakeGitHub.NOW.plusSeconds(5));

        assertThat(lane.enter(true, SHORT)).isEqualTo(new Paused(FakeGitHub.NOW.plusSeconds(17)));
        clock.advance(Duration.ofSeconds(16));
        assertThat(lane.enter(false, SHORT)).isEqualTo(new Paused(FakeGitHub.NOW.plusSeconds(17)));
        clock.advance(Duration.ofSeconds(1));
        assertThat(lane.enter(false, SHORT)).isInstanceOf(Admitted.class);
    }

    @Test
    void waitsTwiceAsLongAfterEachSecondaryLimitUntilACallIsAccepted() throws InterruptedException {
        assertThat(limit()).isEqualTo(Duration.ofMinutes(1));
        assertThat(limit()).isEqualTo(Duration.ofMinutes(2));
        assertThat(limit()).isEqualTo(Duration.ofMinutes(4));

        clock.advance(Duration.ofMinutes(4));
        Admitted accepted = admitted(lane.enter(true, SHORT));
        lane.accepted(accepted);
        lane.leave(true);

        assertThat(limit()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void neverWaitsLongerThanAnHour() throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            limit();
        }

        assertThat(limit()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void countsTheCallsThatWereUnderWayAsOneLimit() throws InterruptedException {
        Admitted one = admitted(lane.enter(false, SHORT));
        Admitted other = admitted(lane.enter(false, SHORT));

        lane.pause(one);
        int pauses = lane.pause(other);

        assertThat(pauses).isEqualTo(1);
        assertThat(lane.pausedUntil()).isEqualTo(FakeGitHub.NOW.plusSeconds(60));
    }

    @Test
    void doesNotTakeAnAnswerFromBeforeALimitAsItsEnd() throws InterruptedException {
        Admitted slow = admitted(lane.enter(false, SHORT));
        limit();

        lane.accepted(slow);

        assertThat(limit()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void doesNotSendWhatWaitedForACallThatWasLimited() throws Exception {
        Admitted first = admitted(lane.enter(true, SHORT));
        var waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return lane.enter(true, Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        lane.pause(first);
        lane.leave(true);

        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(new Paused(FakeGitHub.NOW.plusSeconds(60)));
        clock.advance(Duration.ofMinutes(1));
        assertThat(lane.enter(true, SHORT)).isInstanceOf(Admitted.class);
    }

    @Test
    void isKeptWhileItKnowsSomething() throws InterruptedException {
        assertThat(lane.isIdle()).isTrue();
        Admitted open = admitted(lane.enter(false, SHORT));
        assertThat(lane.isIdle()).isFalse();
        lane.pauseUntil(FakeGitHub.NOW.plusSeconds(60));
        lane.accepted(open);
        lane.leave(false);
        assertThat(lane.isIdle()).isFalse();

        clock.advance(Duration.ofMinutes(1));

        assertThat(lane.isIdle()).isTrue();
    }

    /** A call is sent as soon as the lane admits one, and rejected; returns how long the lane is paused then. */
    private Duration limit() throws InterruptedException {
        if (lane.pausedUntil().isAfter(clock.instant())) {
            clock.advance(Duration.between(clock.instant(), lane.pausedUntil()));
        }
        Admitted call = admitted(lane.enter(true, SHORT));
        lane.pause(call);
        lane.leave(true);
        return Duration.between(clock.instant(), lane.pausedUntil());
    }

    private static Admitted admitted(Admission admission) {
        assertThat(admission).isInstanceOf(Admitted.class);
        return (Admitted) admission;
    }
}
