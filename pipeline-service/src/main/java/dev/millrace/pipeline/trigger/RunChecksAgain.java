package dev.millrace.pipeline.trigger;

import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.build.CancelOutcome;
import dev.millrace.pipeline.build.RerunOutcome;
import dev.millrace.pipeline.build.RerunScope;
import dev.millrace.pipeline.check.Checks;
import dev.millrace.pipeline.check.FileCheck;
import dev.millrace.pipeline.person.LinkedAccounts;
import dev.millrace.pipeline.registry.WorkflowRuns;
import dev.millrace.pipeline.trigger.CheckRequest.Origin;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Runs builds again and cancels them, as users of the forge request it of their check runs. A request that changes nothing lets the
 * check run be published again: the forge shows it as queued after a request until it is written.
 */
@Singleton
final class RunChecksAgain {

    private static final Logger LOG = Logger.getLogger(RunChecksAgain.class);

    private final Builds builds;
    private final Checks checks;
    private final CommitStore commits;
    private final WorkflowRuns workflowRuns;
    private final LinkedAccounts accounts;
    private final Clock clock;

    RunChecksAgain(
            Builds builds,
            Checks checks,
            CommitStore commits,
            WorkflowRuns workflowRuns,
            LinkedAccounts accounts,
            Clock clock) {
        this.builds = builds;
        this.checks = checks;
        this.commits = commits;
        this.workflowRuns = workflowRuns;
        this.accounts = accounts;
        this.clock = clock;
    }

    /**
     * Makes the next attempt of the build that a check run reports, or reads {@code ops.yml} again if it is about the file. The check
     * about all builds of a head stands for all of them.
     */
    void run(Transaction tx, CheckRequest.RunAgain request) {
        Origin origin = request.origin();
        FileCheck fileCheck = fileCheck(origin.repository(), request.headSha());
        if (request.externalId().equals(fileCheck.externalId())) {
            readFile(tx, origin, request.headSha());
            checks.repeat(tx, request.externalId());
        } else if (checks.isOfHead(tx, fileCheck, request.externalId())) {
            again(tx, origin, request.headSha());
            checks.repeat(tx, request.externalId());
        } else {
            log(origin, request.externalId(), rerun(tx, origin, request.externalId(), RerunScope.ALL));
        }
    }

    /** Makes the next attempt of all builds of a commit that have ended, and reads {@code ops.yml} again. */
    void suite(Transaction tx, CheckRequest.SuiteAgain request) {
        again(tx, request.origin(), request.headSha());
    }

    private void again(Transaction tx, Origin origin, String sha) {
        ForgeRepository repository = origin.repository();
        for (UUID id : builds.latestOfCommit(tx, repository.instance(), repository.id(), sha)) {
            log(origin, id, rerun(tx, origin, id, RerunScope.ALL));
        }
        readFile(tx, origin, sha);
        checks.repeat(tx, fileCheck(repository, sha).externalId());
    }

    /**
     * Does what a button states, for an account that may.
     *
     * @return what became of it
     */
    String use(Transaction tx, ButtonUse use) {
        Optional<BuildRow> build = builds.find(tx, use.buildId())
                .filter(found -> found.instance().equals(use.instance()))
                .filter(found -> found.forgeRepositoryId().equals(use.forgeRepositoryId()));
        if (build.isEmpty()) {
            return "there is no such build";
        }
        return switch (use.button()) {
            case RERUN_FAILED -> rerun(tx, use.buildId(), RerunScope.FAILED, use.actor());
            case RERUN_ALL -> rerun(tx, use.buildId(), RerunScope.ALL, use.actor());
            case CANCEL -> cancel(tx, use.buildId(), use.actor());
        };
    }

    private void readFile(Transaction tx, Origin origin, String sha) {
        ForgeRepository repository = origin.repository();
        int count = commits.readAgain(tx, repository.key(), sha, origin.login(), clock.instant());
        if (count > 0) {
            checks.readAgain(tx, fileCheck(repository, sha));
            Signals.send(tx, TriggerWorker.SIGNAL);
        }
        LOG.infof(
                "ops.yml is read again: eventId=%s repository=%s sha=%s triggers=%d by=%s",
                origin.eventId(), repository.fullName(), sha, count, origin.login());
    }

    private String rerun(Transaction tx, Origin origin, UUID id, RerunScope scope) {
        boolean isOurs = builds.find(tx, id)
                .filter(build -> build.instance().equals(origin.repository().instance()))
                .filter(build ->
                        build.forgeRepositoryId().equals(origin.repository().id()))
                .isPresent();
        return isOurs ? rerun(tx, id, scope, origin.login()) : "there is no such build";
    }

    private String rerun(Transaction tx, UUID id, RerunScope scope, String by) {
        Optional<BuildRow> former = builds.find(tx, id);
        if (former.filter(build -> workflowRuns.isDisabled(tx, build)).isPresent()) {
            return unchanged(tx, id, "its workflow is disabled");
        }
        Optional<UUID> person = former.flatMap(build -> accounts.find(tx, build.team(), build.instance(), by));
        return switch (builds.rerun(tx, id, scope, by, person)) {
            case RerunOutcome.Queued(BuildRow next) -> {
                checks.buildChanged(tx, next.id());
                yield "build %s is queued".formatted(next.id());
            }
            case RerunOutcome.AlreadyMade(BuildRow next) -> unchanged(tx, id, "the next attempt is " + next.id());
            case RerunOutcome.NotEnded notEnded -> unchanged(tx, id, "it has not ended");
            case RerunOutcome.NothingFailed nothing -> unchanged(tx, id, "no job failed");
            case RerunOutcome.TooMany tooMany -> unchanged(tx, id, "it has as many attempts as there can be");
            case RerunOutcome.Unknown unknown -> "there is no such build";
        };
    }

    private String cancel(Transaction tx, UUID id, String by) {
        return switch (builds.cancel(tx, id, by)) {
            case CancelOutcome.Cancelled cancelled -> changed(tx, id, "it is cancelled");
            case CancelOutcome.Stopping stopping -> changed(tx, id, "its jobs are stopped");
            case CancelOutcome.AlreadyEnded ended -> "it has ended";
            case CancelOutcome.Unknown unknown -> "there is no such build";
        };
    }

    private String changed(Transaction tx, UUID id, String what) {
        checks.buildChanged(tx, id);
        return what;
    }

    private String unchanged(Transaction tx, UUID id, String why) {
        checks.repeat(tx, id);
        return why;
    }

    private static FileCheck fileCheck(ForgeRepository repository, String sha) {
        return new FileCheck(repository.instance(), repository.id(), sha);
    }

    private static void log(Origin origin, UUID id, String outcome) {
        LOG.infof(
                "re-run requested: eventId=%s repository=%s buildId=%s by=%s: %s",
                origin.eventId(), origin.repository().fullName(), id, origin.login(), outcome);
    }
}
