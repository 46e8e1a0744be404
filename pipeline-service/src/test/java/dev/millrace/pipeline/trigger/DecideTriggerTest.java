package dev.millrace.pipeline.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.millrace.events.EventIds;
import dev.millrace.pipeline.build.BuildOrigin;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.RunState;
import dev.millrace.pipeline.mirror.Mirror;
import dev.millrace.pipeline.workflow.OpsFileOutcome.Broken;
import dev.millrace.pipeline.workflow.PipelineDefinition;
import dev.millrace.pipeline.workflow.TriggerEvent;
import dev.millrace.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecideTriggerTest {

    private static final Instant RECEIVED = Instant.parse("2026-11-20T10:00:00Z");
    private static final Mirror MIRROR = new Mirror(UUID.randomUUID(), "acme", "acme/widgets");
    private static final UUID EVENT = UUID.randomUUID();

    private final SettableClock clock = new SettableClock(RECEIVED);
    private final DecideTrigger settle = new DecideTrigger(Duration.ofMinutes(10), Duration.ofDays(7), clock);

    @Test
    void queuesOneBuildForEachPipelineWithAnIdThatARepeatHasToo() {
        var read = new ResolveOutcome.Read(MIRROR, "c0ffee", List.of(pipeline("lint"), pipeline("test")));

        TriggerDecision settlement = settle.settle(trigger(1), read);

        assertThat(settlement).isEqualTo(settle.settle(trigger(2), read));
        assertThat(settlement)
                .asInstanceOf(type(TriggerDecision.Start.class))
                .extracting(TriggerDecision.Start::builds)
                .satisfies(builds -> assertThat(builds)
                        .extracting(BuildRow::id)
                        .containsExactly(EventIds.of("build", EVENT, "lint"), EventIds.of("build", EVENT, "test")));
    }

    @Test
    void buildsTheCommitThatTheMirrorNamesForTheRepositoryOfTheEvent() {
        var read = new ResolveOutcome.Read(MIRROR, "c0ffee", List.of(pipeline("lint")));

        TriggerDecision settlement = settle.settle(trigger(1), read);

        assertThat(settlement)
                .asInstanceOf(type(TriggerDecision.Start.class))
                .extracting(start -> start.builds().getFirst())
                .satisfies(build -> {
                    assertThat(build.sha()).isEqualTo("c0ffee");
                    assertThat(build.repository()).isEqualTo("Acme/Widgets");
                    assertThat(build.mirror()).isEqualTo("acme/widgets");
                    assertThat(build.team()).isEqualTo("acme");
                    assertThat(build.origin()).isEqualTo(BuildOrigin.event(Optional.of("ada")));
                    assertThat(build.state()).isEqualTo(RunState.QUEUED);
                    assertThat(build.queuedAt()).isEqualTo(RECEIVED);
                });
    }

    @Test
    void trustsTheBuildsOfATriggerAsMuchAsTheTrigger() {
        var read = new ResolveOutcome.Read(MIRROR, "c0ffee", List.of(pipeline("lint")));

        assertThat(settle.settle(trigger(1, true), read))
                .asInstanceOf(type(TriggerDecision.Start.class))
                .extracting(start -> start.builds().getFirst().origin().untrusted())
                .isEqualTo(true);
    }

    @Test
    void hasNothingToBuildWithoutAPipelineForTheEventOrAFile() {
        assertThat(settle.settle(trigger(1), new ResolveOutcome.Read(MIRROR, "c0ffee", List.of())))
                .isEqualTo(new TriggerDecision.NothingToBuild("no pipeline names this event", Optional.of(MIRROR)));
        assertThat(settle.settle(trigger(1), new ResolveOutcome.NoFile(MIRROR, "c0ffee", false)))
                .isEqualTo(new TriggerDecision.NothingToBuild("there is no ops.yml at this commit", Optional.empty()));
    }

    @Test
    void showsABrokenFileAndAForkThatDoesNotRun() {
        var broken = new Broken(4, 7, "no");

        assertThat(settle.settle(trigger(1), new ResolveOutcome.BrokenFile(MIRROR, "c0ffee", broken)))
                .isEqualTo(new TriggerDecision.BrokenFile(MIRROR, "c0ffee", broken));
        assertThat(settle.settle(trigger(1), new ResolveOutcome.ForkNotRun(MIRROR, List.of(pipeline("lint")))))
                .isEqualTo(new TriggerDecision.ForkNotRun(MIRROR, List.of("lint")));
    }

    @Test
    void buildsTheApprovedCommitOfAFork() {
        var trigger = trigger(1);

        assertThat(settle.settle(trigger, new ResolveOutcome.ForkApproved(MIRROR, List.of(pipeline("lint")))))
                .asInstanceOf(type(TriggerDecision.Start.class))
                .extracting(start -> start.builds().getFirst())
                .satisfies(build -> {
                    assertThat(build.sha()).isEqualTo(trigger.sha());
                    assertThat(build.pipeline().name()).isEqualTo("lint");
                });
    }

    @ParameterizedTest
    @CsvSource({"1, 250", "2, 500", "3, 1000", "5, 4000", "7, 15000", "1000, 15000"})
    void waitsLongerWithEachAttempt(int attempts, long millis) {
        TriggerDecision settlement = settle.settle(trigger(attempts), notYet(false));

        assertThat(settlement)
                .isEqualTo(new TriggerDecision.Wait(RECEIVED.plusMillis(millis), "not yet", Optional.empty()));
    }

    @Test
    void requestsASyncOnceTheForgesOwnEventHasNotBroughtTheCommit() {
        assertThat(settle.settle(trigger(DecideTrigger.ATTEMPT_OF_SYNC), notYet(false)))
                .isEqualTo(new TriggerDecision.Wait(
                        RECEIVED.plusMillis(2000), "not yet", Optional.empty(), Optional.of(MIRROR)));
    }

    @Test
    void waitsMinutesOnceTheWaitWasShown() {
        clock.set(RECEIVED.plus(Duration.ofMinutes(11)));

        TriggerDecision settlement = settle.settle(trigger(50), notYet(true));

        assertThat(settlement)
                .isEqualTo(new TriggerDecision.Wait(
                        RECEIVED.plus(Duration.ofMinutes(16)), "not yet", Optional.of(MIRROR)));
    }

    @Test
    void givesUpAfterAWeekWithTheLastReason() {
        clock.set(RECEIVED.plus(Duration.ofDays(7)));
        assertThat(settle.settle(trigger(2000), notYet(true))).isInstanceOf(TriggerDecision.Wait.class);

        clock.set(RECEIVED.plus(Duration.ofDays(7)).plusMillis(1));
        assertThat(settle.settle(trigger(2001), notYet(true))).isEqualTo(new TriggerDecision.GiveUp("not yet"));
    }

    @Test
    void givesUpSoonerWithoutAnyMirrorAndShowsNothing() {
        assertThat(settle.settle(trigger(1), new ResolveOutcome.NoMirror()))
                .isEqualTo(new TriggerDecision.Wait(
                        RECEIVED.plusMillis(250), "no mirror of it is known", Optional.empty()));

        clock.set(RECEIVED.plus(Duration.ofMinutes(10)).plusMillis(1));

        assertThat(settle.settle(trigger(40), new ResolveOutcome.NoMirror()))
                .isEqualTo(new TriggerDecision.GiveUp("no mirror of it is known"));
    }

    private static ResolveOutcome notYet(boolean overdue) {
        return new ResolveOutcome.NotYet(MIRROR, overdue, "not yet");
    }

    private static PipelineDefinition pipeline(String name) {
        return new PipelineDefinition(name, "1", "", Map.of(), List.of(), List.of(), List.of());
    }

    private static TriggerRow trigger(int attempts) {
        return trigger(attempts, false);
    }

    private static TriggerRow trigger(int attempts, boolean untrusted) {
        return new TriggerRow(
                EVENT,
                "github.com",
                "77",
                "Acme/Widgets",
                Optional.of("9"),
                TriggerEvent.CHANGE_OPENED,
                "topic",
                Optional.of("main"),
                "beef",
                Optional.of(3L),
                false,
                Optional.of("ada"),
                RECEIVED,
                RECEIVED,
                attempts,
                untrusted,
                Optional.empty());
    }
}
