package dev.millrace.pipeline.trigger;

import dev.millrace.events.EventIds;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.build.RunState;
import dev.millrace.pipeline.check.Checks;
import dev.millrace.pipeline.check.NewCheck;
import dev.millrace.pipeline.mirror.Mirror;
import dev.millrace.pipeline.mirror.MirrorStore;
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
 * Turns what the mirror said into rows, in one transaction: builds with their check runs, a check run about a broken file,
 * another look later, or the end of our patience. An event that is settled already changes nothing.
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

    private final Database database;
    private final TriggerStore store;
    private final Builds builds;
    private final Checks checks;
    private final MirrorStore mirrors;
    private final Duration giveUpAfter;
    private final Clock clock;

    SettleTrigger(
            Database database,
            TriggerStore store,
            Builds builds,
            Checks checks,
            MirrorStore mirrors,
            PipelineConfig config,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.builds = builds;
        this.checks = checks;
        this.mirrors = mirrors;
        this.giveUpAfter = config.trigger().giveUpAfter();
        this.clock = clock;
    }

    void settle(TriggerRow trigger, Instant claimedUntil, ResolveOutcome outcome) {
        switch (outcome) {
            case ResolveOutcome.Read(Mirror mirror, String commit, List<PipelineDefinition> pipelines) ->
                database.useTransaction(tx -> start(tx, trigger, mirror, commit, pipelines));
            case ResolveOutcome.NoFile none -> database.useTransaction(tx -> unwanted(tx, trigger, "no ops.yml"));
            case ResolveOutcome.BrokenFile broken -> database.useTransaction(tx -> broken(tx, trigger, broken));
            case ResolveOutcome.NotYet(String reason) -> later(trigger, claimedUntil, reason);
            case ResolveOutcome.NoMirror none -> later(trigger, claimedUntil, "no mirror of it is known");
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
        for (PipelineDefinition pipeline : pipelines) {
            BuildRow build = build(trigger, mirror, commit, pipeline);
            if (builds.queue(tx, build)) {
                checks.buildChanged(tx, build.id());
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
        }
    }

    private void broken(Transaction tx, TriggerRow trigger, ResolveOutcome.BrokenFile file) {
        String reason = file.broken().message();
        if (store.settle(tx, trigger, End.BROKEN, Optional.of(reason), clock.instant())) {
            String title = "ops.yml is broken in line " + file.broken().line();
            checks.fileRefused(tx, place(trigger, file.mirror(), file.commit()), title, reason);
            LOG.infof(
                    "ops.yml is broken: eventId=%s repository=%s sha=%s %s",
                    trigger.eventId(), trigger.fullName(), file.commit(), reason);
        }
    }

    private void later(TriggerRow trigger, Instant claimedUntil, String reason) {
        Instant now = clock.instant();
        if (trigger.receivedAt().plus(giveUpAfter).isBefore(now)) {
            database.useTransaction(tx -> giveUp(tx, trigger, reason));
            return;
        }
        Duration wait = WAITS.get(Math.min(trigger.attempts(), WAITS.size()) - 1);
        database.useTransaction(tx -> store.postpone(tx, trigger, claimedUntil, now.plus(wait), reason));
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
            // without a mirror the repository is not connected, and nobody there has asked for anything
            mirrors.list(tx, trigger.instance(), trigger.forgeRepositoryId(), trigger.installationId()).stream()
                    .findFirst()
                    .ifPresent(mirror -> checks.fileRefused(
                            tx,
                            place(trigger, mirror, trigger.sha()),
                            "Platform error: the mirror did not serve the commit in time",
                            reason));
        }
    }

    private static NewCheck place(TriggerRow trigger, Mirror mirror, String commit) {
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
