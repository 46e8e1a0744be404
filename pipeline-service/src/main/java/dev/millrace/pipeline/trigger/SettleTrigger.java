package dev.millrace.pipeline.trigger;

import dev.millrace.events.EventIds;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.build.RunState;
import dev.millrace.pipeline.check.Checks;
import dev.millrace.pipeline.check.FileCheck;
import dev.millrace.pipeline.check.NewCheck;
import dev.millrace.pipeline.mirror.Mirror;
import dev.millrace.pipeline.trigger.TriggerStore.End;
import dev.millrace.pipeline.workflow.PipelineDefinition;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Turns what the mirror said into rows, in one transaction: builds with their check runs, a check run about a broken file or
 * a long wait, another attempt later, or the end of the wait. An event that is settled already changes nothing.
 */
@Singleton
final class SettleTrigger {

    private static final Logger LOG = Logger.getLogger(SettleTrigger.class);
    /** Waits between looks, by attempt; the last one stays. News of the mirror usually comes first. */
    private static final List<Duration> WAITS = List.of(
            Duration.ofMillis(250),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(15));

    private static final Duration PAUSE_WHEN_LATE = Duration.ofMinutes(5);
    private static final String FORKS = """
            Anyone may open a change from a fork, and jobs run on the machine of whoever operates this service, so its code \
            runs only after it was merged. A check that this branch requires never comes for such a change: push its commits \
            to a branch of this repository to have them checked.
            """;

    private final Database database;
    private final TriggerStore store;
    private final Builds builds;
    private final Checks checks;
    private final Duration reportAfter;
    private final Duration giveUpAfter;
    private final Clock clock;

    SettleTrigger(
            Database database, TriggerStore store, Builds builds, Checks checks, PipelineConfig config, Clock clock) {
        this.database = database;
        this.store = store;
        this.builds = builds;
        this.checks = checks;
        this.reportAfter = config.trigger().reportAfter();
        this.giveUpAfter = config.trigger().giveUpAfter();
        this.clock = clock;
    }

    void settle(TriggerRow trigger, Instant claimedUntil, ResolveOutcome outcome) {
        switch (outcome) {
            case ResolveOutcome.Read(Mirror mirror, String commit, List<PipelineDefinition> pipelines) ->
                database.useTransaction(tx -> start(tx, trigger, mirror, commit, pipelines));
            case ResolveOutcome.NoFile none ->
                database.useTransaction(tx -> unwanted(tx, trigger, "there is no ops.yml at this commit"));
            case ResolveOutcome.BrokenFile broken -> database.useTransaction(tx -> broken(tx, trigger, broken));
            case ResolveOutcome.ForkNotRun(Mirror mirror) ->
                database.useTransaction(tx -> forkNotRun(tx, trigger, mirror));
            case ResolveOutcome.NotYet(Mirror mirror, boolean overdue, String reason) ->
                later(trigger, claimedUntil, overdue ? Optional.of(mirror) : Optional.empty(), reason);
            case ResolveOutcome.NoMirror none -> withoutMirror(trigger, claimedUntil);
        }
    }

    private void start(
            Transaction tx, TriggerRow trigger, Mirror mirror, String commit, List<PipelineDefinition> pipelines) {
        if (pipelines.isEmpty()) {
            unwanted(tx, trigger, "no pipeline names this event");
            return;
        }
        if (!store.settle(tx, trigger, End.STARTED, Optional.empty(), clock.instant())) {
            return;
        }
        checks.waitEnded(
                tx,
                place(trigger, trigger.sha()),
                "The mirror has the commit, and %d builds were queued".formatted(pipelines.size()));
        boolean superseded = trigger.isHead() && store.isSuperseded(tx, trigger);
        for (PipelineDefinition pipeline : pipelines) {
            BuildRow build = build(trigger, mirror, commit, pipeline);
            if (builds.queue(tx, build)) {
                checks.buildChanged(tx, build.id());
                if (superseded) {
                    checks.stopProgress(tx, List.of(build.id()));
                }
                LOG.infof(
                        "build queued: buildId=%s eventId=%s repository=%s pipeline=%s event=%s sha=%s attempts=%d",
                        build.id(),
                        trigger.eventId(),
                        build.repository(),
                        pipeline.name(),
                        trigger.event().wireName(),
                        commit,
                        trigger.attempts());
            }
        }
    }

    private BuildRow build(TriggerRow trigger, Mirror mirror, String commit, PipelineDefinition pipeline) {
        return new BuildRow(
                EventIds.of("build", trigger.eventId(), pipeline.name()),
                trigger.eventId(),
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
                clock.instant(),
                Optional.empty(),
                Optional.empty());
    }

    private void unwanted(Transaction tx, TriggerRow trigger, String reason) {
        if (store.settle(tx, trigger, End.UNWANTED, Optional.of(reason), clock.instant())) {
            LOG.infof(
                    "nothing to build: eventId=%s repository=%s event=%s: %s",
                    trigger.eventId(), trigger.fullName(), trigger.event().wireName(), reason);
            checks.waitEnded(tx, place(trigger, trigger.sha()), "Nothing to build: " + reason);
        }
    }

    private void forkNotRun(Transaction tx, TriggerRow trigger, Mirror mirror) {
        String reason = "the code of changes from forks does not run here";
        if (store.settle(tx, trigger, End.UNWANTED, Optional.of(reason), clock.instant())) {
            LOG.infof(
                    "nothing to build: eventId=%s repository=%s event=%s: %s",
                    trigger.eventId(), trigger.fullName(), trigger.event().wireName(), reason);
            checks.notRun(tx, check(trigger, mirror, trigger.sha()), "Not run: the change comes from a fork", FORKS);
        }
    }

    private void broken(Transaction tx, TriggerRow trigger, ResolveOutcome.BrokenFile file) {
        String reason = file.broken().message();
        if (store.settle(tx, trigger, End.BROKEN, Optional.of(reason), clock.instant())) {
            String title = "ops.yml is broken in line " + file.broken().line();
            checks.fileRefused(tx, check(trigger, file.mirror(), file.commit()), title, reason);
            LOG.infof(
                    "ops.yml is broken: eventId=%s repository=%s sha=%s %s",
                    trigger.eventId(), trigger.fullName(), file.commit(), reason);
        }
    }

    private void later(TriggerRow trigger, Instant claimedUntil, Optional<Mirror> overdueAt, String reason) {
        Instant now = clock.instant();
        if (isOver(trigger, giveUpAfter, now)) {
            database.useTransaction(tx -> giveUp(tx, trigger, reason));
            return;
        }
        database.useTransaction(tx -> {
            boolean waits = store.postpone(tx, trigger, claimedUntil, now.plus(pause(trigger, now)), reason);
            // the first attempt after that time shows it, the others find it there
            overdueAt
                    .filter(mirror -> waits)
                    .ifPresent(mirror -> checks.waiting(
                            tx,
                            check(trigger, mirror, trigger.sha()),
                            "Waiting: the mirror does not have this commit yet",
                            "Pipelines run as soon as the mirror has the commit. So far: " + reason));
        });
    }

    /** The repository is not connected, and nobody there has asked for anything. */
    private void withoutMirror(TriggerRow trigger, Instant claimedUntil) {
        Instant now = clock.instant();
        String reason = "no mirror of it is known";
        database.useTransaction(tx -> {
            if (isOver(trigger, reportAfter, now)) {
                giveUp(tx, trigger, reason);
            } else {
                store.postpone(tx, trigger, claimedUntil, now.plus(pause(trigger, now)), reason);
            }
        });
    }

    private static boolean isOver(TriggerRow trigger, Duration wait, Instant now) {
        return trigger.receivedAt().plus(wait).isBefore(now);
    }

    private Duration pause(TriggerRow trigger, Instant now) {
        return isOver(trigger, reportAfter.plus(WAITS.getLast()), now)
                ? PAUSE_WHEN_LATE
                : WAITS.get(Math.min(trigger.attempts(), WAITS.size()) - 1);
    }

    private void giveUp(Transaction tx, TriggerRow trigger, String reason) {
        if (store.settle(tx, trigger, End.GAVE_UP, Optional.of(reason), clock.instant())) {
            LOG.errorf(
                    "gave up: eventId=%s repository=%s event=%s sha=%s after %d attempts: %s",
                    trigger.eventId(),
                    trigger.fullName(),
                    trigger.event().wireName(),
                    trigger.sha(),
                    trigger.attempts(),
                    reason);
            checks.waitGivenUp(
                    tx,
                    place(trigger, trigger.sha()),
                    "Not run: the mirror never had this commit",
                    "Nothing waits for it any more. The last answer: " + reason);
        }
    }

    private static FileCheck place(TriggerRow trigger, String commit) {
        return new FileCheck(trigger.instance(), trigger.forgeRepositoryId(), commit);
    }

    private static NewCheck check(TriggerRow trigger, Mirror mirror, String commit) {
        return new NewCheck(
                trigger.eventId(),
                trigger.instance(),
                trigger.installationId(),
                mirror.team(),
                trigger.fullName(),
                trigger.forgeRepositoryId(),
                "ops.yml",
                commit);
    }
}
