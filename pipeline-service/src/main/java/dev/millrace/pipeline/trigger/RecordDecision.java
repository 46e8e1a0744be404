package dev.millrace.pipeline.trigger;

import dev.millrace.events.EventIds;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.approval.Approvals;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.check.ChangeHeads;
import dev.millrace.pipeline.check.Checks;
import dev.millrace.pipeline.check.Checks.Decision;
import dev.millrace.pipeline.check.FileCheck;
import dev.millrace.pipeline.check.NewCheck;
import dev.millrace.pipeline.mirror.Mirror;
import dev.millrace.pipeline.mirror.RequestSync;
import dev.millrace.pipeline.person.LinkedAccounts;
import dev.millrace.pipeline.registry.WorkflowRuns;
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
            Anyone may open a change from a fork, and jobs run on machines of this platform. A person with write \
            access to this repository may let this one commit run: after reading the change, comment

            /ok-to-test

            A later commit needs another approval. What runs is defined by ops.yml of the branch that the change goes into.
            """;

    private final Database database;
    private final TriggerStore store;
    private final Builds builds;
    private final Checks checks;
    private final ChangeHeads heads;
    private final HeadStore headStore;
    private final Approvals approvals;
    private final WorkflowRuns workflowRuns;
    private final LinkedAccounts accounts;
    private final RequestSync requestSync;
    private final Clock clock;

    RecordDecision(
            Database database,
            TriggerStore store,
            Builds builds,
            Checks checks,
            ChangeHeads heads,
            HeadStore headStore,
            Approvals approvals,
            WorkflowRuns workflowRuns,
            LinkedAccounts accounts,
            RequestSync requestSync,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.builds = builds;
        this.checks = checks;
        this.heads = heads;
        this.headStore = headStore;
        this.approvals = approvals;
        this.workflowRuns = workflowRuns;
        this.accounts = accounts;
        this.requestSync = requestSync;
        this.clock = clock;
    }

    /** @param claimedUntil the lease under which the attempt was made */
    void handle(TriggerRow trigger, Instant claimedUntil, TriggerDecision settlement) {
        database.useTransaction(tx -> {
            switch (settlement) {
                case TriggerDecision.Start(List<BuildRow> queued) -> start(tx, trigger, queued);
                case TriggerDecision.NothingToBuild nothing -> nothingToBuild(tx, trigger, nothing);
                case TriggerDecision.ForkNotRun(Mirror mirror, List<String> pipelines) ->
                    forkNotRun(tx, trigger, mirror, pipelines);
                case TriggerDecision.BrokenFile file -> broken(tx, trigger, file);
                case TriggerDecision.Wait wait -> postpone(tx, trigger, claimedUntil, wait);
                case TriggerDecision.GiveUp(String reason) -> giveUp(tx, trigger, reason);
            }
        });
    }

    private Optional<UUID> person(Transaction tx, TriggerRow trigger, BuildRow build) {
        return trigger.actor().flatMap(login -> accounts.find(tx, build.team(), build.instance(), login));
    }

    private void start(Transaction tx, TriggerRow trigger, List<BuildRow> queued) {
        if (!store.settle(tx, trigger, End.STARTED, Optional.empty(), clock.instant())) {
            return;
        }
        if (trigger.isGated()) {
            noteHead(tx, queued);
        }
        checks.waitEnded(
                tx,
                place(trigger, trigger.sha()),
                "The mirror has the commit, and %d builds were queued".formatted(queued.size()));
        boolean superseded = trigger.isHead() && store.isSuperseded(tx, trigger);
        for (BuildRow build : queued) {
            if (workflowRuns.isDisabled(tx, build)) {
                checks.workflowDisabled(tx, build);
            } else if (builds.queue(tx, build.withPerson(person(tx, trigger, build)))) {
                workflowRuns.note(tx, build);
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

    private void noteHead(Transaction tx, List<BuildRow> queued) {
        queued.stream()
                .filter(build -> !workflowRuns.isDisabled(tx, build))
                .findFirst()
                .ifPresentOrElse(
                        build -> heads.started(tx, build), () -> heads.workflowsDisabled(tx, queued.getFirst()));
    }

    /** Of a change only the newest head is built, unless the pipeline decides otherwise with a concurrency group. */
    private void replaceOlder(Transaction tx, BuildRow build, boolean superseded) {
        if (superseded) {
            checks.stopProgress(tx, List.of(build.id()));
        }
        List<UUID> cancelled = superseded ? builds.supersedeLate(tx, build) : builds.supersede(tx, build);
        cancelled.forEach(id -> checks.buildChanged(tx, id));
    }

    private void nothingToBuild(Transaction tx, TriggerRow trigger, TriggerDecision.NothingToBuild nothing) {
        String reason = nothing.reason();
        if (store.settle(tx, trigger, End.UNWANTED, Optional.of(reason), clock.instant())) {
            logNothingToBuild(trigger, reason);
            nothing.shownIn()
                    .filter(mirror -> trigger.isGated())
                    .ifPresent(mirror -> heads.notConcerned(tx, check(trigger, mirror, trigger.sha())));
            checks.waitEnded(tx, place(trigger, trigger.sha()), "Nothing to build: " + reason);
        }
    }

    private void forkNotRun(Transaction tx, TriggerRow trigger, Mirror mirror, List<String> pipelines) {
        headStore.lock(tx, trigger.eventId());
        if (approvals.approvedBy(tx, trigger.changeCommit()).isPresent()) {
            return; // since the file was read: the next attempt, which is due, starts the builds
        }
        String reason = "the change comes from a fork, and this commit is not approved";
        if (store.settle(tx, trigger, End.UNWANTED, Optional.of(reason), clock.instant())) {
            logNothingToBuild(trigger, reason);
            heads.fromFork(tx, check(trigger, mirror, trigger.sha()), FORKS);
            checks.waitEnded(tx, place(trigger, trigger.sha()), "Its pipelines wait for an approval");
            for (String pipeline : pipelines) {
                checks.endedBy(
                        tx,
                        approvalCheck(trigger, mirror, pipeline),
                        Decision.ACTION_REQUIRED,
                        "Waiting for an approval: comment /ok-to-test",
                        FORKS);
            }
        }
    }

    /** The same for all events of the commit: it waits once. */
    private static NewCheck approvalCheck(TriggerRow trigger, Mirror mirror, String pipeline) {
        return new NewCheck(
                EventIds.of("approval", trigger.instance(), trigger.forgeRepositoryId(), trigger.sha(), pipeline),
                trigger.instance(),
                trigger.installationId(),
                mirror.team(),
                trigger.fullName(),
                trigger.forgeRepositoryId(),
                pipeline,
                trigger.sha());
    }

    private static void logNothingToBuild(TriggerRow trigger, String reason) {
        LOG.infof(
                "nothing to build: eventId=%s repository=%s event=%s: %s",
                trigger.eventId(), trigger.fullName(), trigger.event().wireName(), reason);
    }

    private void broken(Transaction tx, TriggerRow trigger, TriggerDecision.BrokenFile file) {
        String reason = file.broken().message();
        if (store.settle(tx, trigger, End.BROKEN, Optional.of(reason), clock.instant())) {
            store.noteCommit(tx, trigger, file.commit());
            String title = "ops.yml is broken in line " + file.broken().line();
            if (trigger.isGated()) {
                heads.fileRefused(tx, check(trigger, file.mirror(), file.commit()), title, reason);
            }
            checks.fileRefused(tx, check(trigger, file.mirror(), file.commit()), title, reason);
            LOG.infof(
                    "ops.yml is broken: eventId=%s repository=%s sha=%s %s",
                    trigger.eventId(), trigger.fullName(), file.commit(), reason);
        }
    }

    private void postpone(Transaction tx, TriggerRow trigger, Instant claimedUntil, TriggerDecision.Wait wait) {
        boolean waits = store.postpone(tx, trigger, claimedUntil, wait.until(), wait.reason());
        wait.behind()
                .filter(mirror -> waits)
                .ifPresent(mirror -> requestSync.request(
                        tx, mirror, "event %s needs a commit".formatted(trigger.eventId()), trigger.sha()));
        // the first attempt after that time creates the check run, later ones find it
        wait.shownIn()
                .filter(mirror -> waits)
                .ifPresent(mirror -> waiting(tx, trigger, check(trigger, mirror, trigger.sha()), wait.reason()));
    }

    private void waiting(Transaction tx, TriggerRow trigger, NewCheck place, String reason) {
        String title = "Waiting: the mirror does not have this commit yet";
        String text =
                "A sync of the mirror is requested; pipelines run as soon as it has the commit. So far: " + reason;
        if (trigger.isGated()) {
            heads.waiting(tx, place, title, text);
        }
        checks.waiting(tx, place, title, text);
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
            String title = "Not run: the mirror never had this commit";
            String text = "Nothing waits for it any more. The last answer: " + reason;
            heads.givenUp(tx, place(trigger, trigger.sha()), title, text);
            checks.waitGivenUp(tx, place(trigger, trigger.sha()), title, text);
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
