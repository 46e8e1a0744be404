package dev.millrace.pipeline.trigger;

import dev.millrace.kit.work.Backoff;
import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.approval.BuildTrust;
import dev.millrace.pipeline.build.BuildOrigin;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.RunState;
import dev.millrace.pipeline.mirror.Mirror;
import dev.millrace.pipeline.workflow.PipelineDefinition;
import dev.millrace.pipeline.workflow.TriggerEvent;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Decides what follows from what the mirror returned. Reads and writes nothing. */
@Singleton
final class DecideTrigger {

    /** Delay between attempts. An event of the mirror usually arrives earlier. */
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(15));

    /**
     * The attempt after which a sync is requested, within two seconds: usually the forge's event has started one already, and the commit
     * arrives earlier.
     */
    static final int ATTEMPT_OF_SYNC = 4;

    private static final Duration PAUSE_WHEN_LATE = Duration.ofMinutes(5);

    private final Duration reportAfter;
    private final Duration giveUpAfter;
    private final Clock clock;

    @Inject
    DecideTrigger(PipelineConfig config, Clock clock) {
        this(config.trigger().reportAfter(), config.trigger().giveUpAfter(), clock);
    }

    DecideTrigger(Duration reportAfter, Duration giveUpAfter, Clock clock) {
        this.reportAfter = reportAfter;
        this.giveUpAfter = giveUpAfter;
        this.clock = clock;
    }

    TriggerDecision settle(TriggerRow trigger, ResolveOutcome outcome) {
        Instant now = clock.instant();
        return switch (outcome) {
            case ResolveOutcome.Read(Mirror mirror, String commit, List<PipelineDefinition> pipelines) ->
                pipelines.isEmpty()
                        ? new TriggerDecision.NothingToBuild("no pipeline names this event", Optional.of(mirror))
                        : new TriggerDecision.Start(pipelines.stream()
                                .map(pipeline -> build(trigger, mirror, commit, pipeline, now))
                                .toList());
            case ResolveOutcome.NoFile none ->
                new TriggerDecision.NothingToBuild(
                        "there is no ops.yml at this commit",
                        Optional.of(none.mirror()).filter(mirror -> none.isShown()));
            case ResolveOutcome.BrokenFile file ->
                new TriggerDecision.BrokenFile(file.mirror(), file.commit(), file.broken());
            case ResolveOutcome.ForkNotRun(Mirror mirror, List<PipelineDefinition> pipelines) ->
                new TriggerDecision.ForkNotRun(
                        mirror, pipelines.stream().map(PipelineDefinition::name).toList());
            case ResolveOutcome.ForkApproved(Mirror mirror, List<PipelineDefinition> pipelines) ->
                new TriggerDecision.Start(pipelines.stream()
                        .map(pipeline -> BuildTrust.approved(build(trigger, mirror, trigger.sha(), pipeline, now)))
                        .toList());
            case ResolveOutcome.NotYet(Mirror mirror, boolean overdue, String reason) ->
                withSync(
                        trigger,
                        mirror,
                        later(trigger, giveUpAfter, reason, overdue ? Optional.of(mirror) : Optional.empty(), now));
            // the repository is not connected, so a check would reach no reader
            case ResolveOutcome.NoMirror none ->
                later(trigger, reportAfter, "no mirror of it is known", Optional.empty(), now);
        };
    }

    /** The object of a tag may be no commit, and a sync is requested by one. */
    private static TriggerDecision withSync(TriggerRow trigger, Mirror mirror, TriggerDecision decision) {
        boolean due = trigger.attempts() == ATTEMPT_OF_SYNC && trigger.event() != TriggerEvent.TAG_CREATED;
        return due && decision instanceof TriggerDecision.Wait wait
                ? new TriggerDecision.Wait(wait.until(), wait.reason(), wait.shownIn(), Optional.of(mirror))
                : decision;
    }

    private TriggerDecision later(
            TriggerRow trigger, Duration longest, String reason, Optional<Mirror> shownIn, Instant now) {
        return isOver(trigger, longest, now)
                ? new TriggerDecision.GiveUp(reason)
                : new TriggerDecision.Wait(now.plus(pause(trigger, now)), reason, shownIn);
    }

    private Duration pause(TriggerRow trigger, Instant now) {
        return isOver(trigger, reportAfter.plus(BACKOFF.longest()), now)
                ? PAUSE_WHEN_LATE
                : BACKOFF.after(trigger.attempts());
    }

    private static boolean isOver(TriggerRow trigger, Duration wait, Instant now) {
        return trigger.receivedAt().plus(wait).isBefore(now);
    }

    private static BuildRow build(
            TriggerRow trigger, Mirror mirror, String commit, PipelineDefinition pipeline, Instant now) {
        return new BuildRow(
                BuildRow.idOf(trigger.eventId(), pipeline.name(), 1),
                trigger.eventId(),
                BuildOrigin.event(trigger.actor()).withUntrusted(trigger.untrusted()),
                mirror.repositoryId(),
                mirror.team(),
                trigger.fullName(),
                mirror.name(),
                trigger.instance(),
                trigger.forgeRepositoryId(),
                trigger.installationId(),
                pipeline,
                trigger.event(),
                trigger.ref(),
                trigger.baseRef(),
                commit,
                trigger.changeNumber(),
                RunState.QUEUED,
                Optional.empty(),
                Optional.empty(),
                now,
                Optional.empty(),
                Optional.empty());
    }
}
