package dev.millrace.pipeline.trigger;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.check.Checks;
import dev.millrace.pipeline.check.FileCheck;
import dev.millrace.pipeline.check.NewCheck;
import dev.millrace.pipeline.mirror.Mirror;
import dev.millrace.pipeline.trigger.TriggerStore.End;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Writes a settlement in one transaction: builds with their check runs, a check run about the file or a long wait, the time of
 * the next attempt, or the end of the wait. For a trigger that is already settled it changes nothing.
 */
@Singleton
final class RecordDecision {

    private static final Logger LOG = Logger.getLogger(RecordDecision.class);
    private static final String FORKS = """
            Anyone may open a change from a fork, and jobs run on the machine of this service, so its code \
            runs only after it was merged. A check that this branch requires never comes for such a change: push its commits \
            to a branch of this repository to have them checked.
            """;

    private final Database database;
    private final TriggerStore store;
    private final Builds builds;
    private final Checks checks;
    private final Clock clock;

    RecordDecision(Database database, TriggerStore store, Builds builds, Checks checks, Clock clock) {
        this.database = database;
        this.store = store;
        this.builds = builds;
        this.checks = checks;
        this.clock = clock;
    }

    /** @param claimedUntil the lease under which the attempt was made */
    void handle(TriggerRow trigger, Instant claimedUntil, TriggerDecision settlement) {
        database.useTransaction(tx -> {
            switch (settlement) {
                case TriggerDecision.Start(List<BuildRow> queued) -> start(tx, trigger, queued);
                case TriggerDecision.NothingToBuild(String reason) -> nothingToBuild(tx, trigger, reason);
                case TriggerDecision.ForkNotRun(Mirror mirror) -> forkNotRun(tx, trigger, mirror);
                case TriggerDecision.BrokenFile file -> broken(tx, trigger, file);
                case TriggerDecision.Wait wait -> postpone(tx, trigger, claimedUntil, wait);
                case TriggerDecision.GiveUp(String reason) -> giveUp(tx, trigger, reason);
            }
        });
    }

    private void start(Transaction tx, TriggerRow trigger, List<BuildRow> queued) {
        if (!store.settle(tx, trigger, End.STARTED, Optional.empty(), clock.instant())) {
            return;
        }
        checks.waitEnded(
                tx,
                place(trigger, trigger.sha()),
                "The mirror has the commit, and %d builds were queued".formatted(queued.size()));
        boolean superseded = trigger.isHead() && store.isSuperseded(tx, trigger);
        for (BuildRow build : queued) {
            if (builds.queue(tx, build)) {
                checks.buildChanged(tx, build.id());
                replaceOlder(tx, build, superseded);
                LOG.infof(
                        "build queued: buildId=%s eventId=%s repository=%s pipeline=%s event=%s sha=%s attempts=%d",
                        build.id(),
                        trigger.eventId(),
                        build.repository(),
                        build.pipeline().name(),
                        trigger.event().wireName(),
                        build.sha(),
                        trigger.attempts());
            }
        }
    }

    /** Of a change only the newest head is built, unless the pipeline decides otherwise with a concurrency group. */
    private void replaceOlder(Transaction tx, BuildRow build, boolean superseded) {
        if (superseded) {
            checks.stopProgress(tx, List.of(build.id()));
        }
        List<UUID> cancelled = superseded ? builds.supersedeLate(tx, build) : builds.supersede(tx, build);
        cancelled.forEach(id -> checks.buildChanged(tx, id));
    }

    private void nothingToBuild(Transaction tx, TriggerRow trigger, String reason) {
        if (store.settle(tx, trigger, End.UNWANTED, Optional.of(reason), clock.instant())) {
            logNothingToBuild(trigger, reason);
            checks.waitEnded(tx, place(trigger, trigger.sha()), "Nothing to build: " + reason);
        }
    }

    private void forkNotRun(Transaction tx, TriggerRow trigger, Mirror mirror) {
        String reason = "the code of changes from forks does not run here";
        if (store.settle(tx, trigger, End.UNWANTED, Optional.of(reason), clock.instant())) {
            logNothingToBuild(trigger, reason);
            checks.notRun(tx, check(trigger, mirror, trigger.sha()), "Not run: the change comes from a fork", FORKS);
        }
    }

    private static void logNothingToBuild(TriggerRow trigger, String reason) {
        LOG.infof(
                "nothing to build: eventId=%s repository=%s event=%s: %s",
                trigger.eventId(), trigger.fullName(), trigger.event().wireName(), reason);
    }

    private void broken(Transaction tx, TriggerRow trigger, TriggerDecision.BrokenFile file) {
        String reason = file.broken().message();
        if (store.settle(tx, trigger, End.BROKEN, Optional.of(reason), clock.instant())) {
            String title = "ops.yml is broken in line " + file.broken().line();
            checks.fileRefused(tx, check(trigger, file.mirror(), file.commit()), title, reason);
            LOG.infof(
                    "ops.yml is broken: eventId=%s repository=%s sha=%s %s",
                    trigger.eventId(), trigger.fullName(), file.commit(), reason);
        }
    }

    private void postpone(Transaction tx, TriggerRow trigger, Instant claimedUntil, TriggerDecision.Wait wait) {
        boolean waits = store.postpone(tx, trigger, claimedUntil, wait.until(), wait.reason());
        // the first attempt after that time creates the check run, later ones find it
        wait.shownIn()
                .filter(mirror -> waits)
                .ifPresent(mirror -> checks.waiting(
                        tx,
                        check(trigger, mirror, trigger.sha()),
                        "Waiting: the mirror does not have this commit yet",
                        "Pipelines run as soon as the mirror has the commit. So far: " + wait.reason()));
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
