package dev.millrace.pipeline.check;

import dev.millrace.events.EventIds;
import dev.millrace.forge.CheckRunState.Conclusion;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.build.Holds;
import dev.millrace.pipeline.build.JobReports;
import dev.millrace.pipeline.build.JobRow;
import dev.millrace.pipeline.log.LogTail;
import dev.millrace.pipeline.mirror.Mirrors;
import dev.millrace.pipeline.report.BuildAnnotations;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Stores what check runs should show, in the transaction of the change that they report. They are published later, by
 * {@link CheckLanes}.
 */
@Singleton
public final class Checks {

    /** Signal: a check run may differ from what the forge knows. */
    static final String SIGNAL = "pipeline_checks";

    private static final Logger LOG = Logger.getLogger(Checks.class);
    /** Name of the check that is about the file. */
    static final String FILE_CHECK = "ops.yml";

    private final Builds builds;
    private final BuildCheckContent buildContent;
    private final CheckStore store;
    private final InstallationStore installations;
    private final Mirrors mirrors;
    private final LogTail tail;
    private final JobReports reports;
    private final Holds holds;
    private final BuildAnnotations annotations;
    private final ChangeHeadStore heads;
    private final Optional<String> stableName;
    private final Clock clock;

    Checks(
            Builds builds,
            BuildCheckContent buildContent,
            CheckStore store,
            InstallationStore installations,
            Mirrors mirrors,
            LogTail tail,
            JobReports reports,
            Holds holds,
            BuildAnnotations annotations,
            ChangeHeadStore heads,
            PipelineConfig config,
            Clock clock) {
        this.builds = builds;
        this.buildContent = buildContent;
        this.store = store;
        this.installations = installations;
        this.mirrors = mirrors;
        this.tail = tail;
        this.reports = reports;
        this.holds = holds;
        this.annotations = annotations;
        this.heads = heads;
        this.stableName = StableCheckName.of(config);
        this.clock = clock;
    }

    /** The build has changed in this transaction, or was made in it. */
    public void buildChanged(Transaction tx, UUID buildId) {
        BuildRow build = builds.find(tx, buildId).orElseThrow();
        int annotated = build.state().isEnd() ? annotations.count(tx, buildId) : 0;
        want(tx, place(build, build.id()), content(tx, build), new CheckStore.Build(true, annotated));
        heads.due(tx, new FileCheck(build.instance(), build.forgeRepositoryId(), build.sha()), clock.instant());
    }

    /** The build does not start, because its workflow is disabled: a skipped check run of its name, by which the change can go on. */
    public void workflowDisabled(Transaction tx, BuildRow build) {
        String reason = "The workflow is disabled. When it is enabled again, later commits are checked.";
        want(
                tx,
                place(build, EventIds.of("disabled", build.id())),
                BuildCheckContent.withoutBuild(Conclusion.SKIPPED, "Not run: disabled", reason, clock.instant()));
    }

    private static NewCheck place(BuildRow build, UUID externalId) {
        return new NewCheck(
                externalId,
                build.instance(),
                build.installationId(),
                build.team(),
                build.repository(),
                build.forgeRepositoryId(),
                build.pipeline().name(),
                build.sha());
    }

    private CheckContent content(Transaction tx, BuildRow build) {
        List<JobRow> jobs = builds.jobs(tx, build.id());
        return buildContent.of(
                build,
                jobs,
                reports.of(tx, jobs),
                job -> tail.read(tx, build.id(), job.position()),
                holds.heldBy(tx, build));
    }

    /** {@code ops.yml} cannot be used at this commit: one failed check run for the commit, not one per event. */
    public void fileRefused(Transaction tx, NewCheck place, String title, String reason) {
        want(tx, fileCheck(place), BuildCheckContent.refused(title, reason, clock.instant()));
    }

    /** The commit of the event is awaited: a neutral check run for the commit, unless it has one about the file already. */
    public void waiting(Transaction tx, NewCheck place, String title, String reason) {
        if (!store.exists(tx, fileCheck(place).externalId())) {
            notRun(tx, place, title, reason);
        }
    }

    /** Nothing runs for the commit, and nothing is wrong with it: a neutral check run states the reason. */
    public void notRun(Transaction tx, NewCheck place, String title, String reason) {
        want(tx, fileCheck(place), BuildCheckContent.withoutBuild(Conclusion.NEUTRAL, title, reason, clock.instant()));
    }

    /** The commit has arrived. If its check run shows that it was awaited, the check run now shows this. */
    public void waitEnded(Transaction tx, FileCheck check, String title) {
        replaceNeutral(tx, check, BuildCheckContent.withoutBuild(Conclusion.SUCCESS, title, title, clock.instant()));
    }

    /** The commit is no longer awaited. If its check run shows that it was awaited, the check run now shows this. */
    public void waitGivenUp(Transaction tx, FileCheck check, String title, String reason) {
        replaceNeutral(tx, check, BuildCheckContent.withoutBuild(Conclusion.NEUTRAL, title, reason, clock.instant()));
    }

    /**
     * The forge has reset a check run although it stays as it is: the forge is sent its content again.
     *
     * @param externalId our reference
     */
    public void repeat(Transaction tx, UUID externalId) {
        if (store.repeat(tx, externalId)) {
            Signals.send(tx, SIGNAL);
        }
    }

    /** Whether a check run of the commit is the one about all of its builds. */
    public boolean isOfHead(Transaction tx, FileCheck place, UUID externalId) {
        return stableName
                .filter(name -> store.isCalled(tx, externalId, name, place))
                .isPresent();
    }

    /** {@code ops.yml} of the commit is read again: what follows replaces what its check run shows, if it has one. */
    public void readAgain(Transaction tx, FileCheck check) {
        store.makeReplaceable(tx, check.externalId());
    }

    /** A newer commit of the same change has arrived: only the end of these builds is published. */
    public void stopProgress(Transaction tx, Collection<UUID> buildIds) {
        store.stopProgress(tx, buildIds);
    }

    /** Gives a completed check run another end. */
    void replaceEnd(Transaction tx, UUID externalId, CheckContent content) {
        store.replaceEnd(tx, externalId, content);
        Signals.send(tx, SIGNAL);
    }

    /**
     * A check run that ends without a build, because of what a person decided or has to decide. Another one of the same name may
     * follow, and counts instead of it.
     *
     * @param reason shown as it is, without formatting
     */
    public void endedBy(Transaction tx, NewCheck check, Decision decision, String title, String reason) {
        want(tx, check, BuildCheckContent.withoutBuild(decision.conclusion(), title, reason, clock.instant()));
    }

    /** The newest check run of this name at a commit; empty if we have none. */
    public Optional<ShownCheck> newest(
            Transaction tx, String instance, String forgeRepositoryId, String sha, String name) {
        return store.newest(tx, instance, forgeRepositoryId, sha, name);
    }

    /** What a check run without a build states. */
    public enum Decision {
        /** a person has to act first; where the check is required, the change cannot be merged */
        ACTION_REQUIRED,
        /** a person decided that the pipeline does not run */
        SKIPPED,
        /** a person decided that its failure does not count */
        OVERRIDDEN;

        private Conclusion conclusion() {
            return switch (this) {
                case ACTION_REQUIRED -> Conclusion.ACTION_REQUIRED;
                case SKIPPED -> Conclusion.SKIPPED;
                case OVERRIDDEN -> Conclusion.SUCCESS;
            };
        }
    }

    private void replaceNeutral(Transaction tx, FileCheck check, CheckContent content) {
        if (store.replaceNeutral(tx, check.externalId(), content)) {
            Signals.send(tx, SIGNAL);
        }
    }

    private static NewCheck fileCheck(NewCheck place) {
        return new NewCheck(
                new FileCheck(place.instance(), place.forgeRepositoryId(), place.headSha()).externalId(),
                place.instance(),
                place.installationId(),
                place.team(),
                place.repository(),
                place.forgeRepositoryId(),
                FILE_CHECK,
                place.headSha());
    }

    /** A check run that is not about a build. */
    void want(Transaction tx, NewCheck check, CheckContent content) {
        want(tx, check, content, CheckStore.Build.NONE);
    }

    private void want(Transaction tx, NewCheck check, CheckContent content, CheckStore.Build about) {
        Optional<String> installation = check.installationId()
                .or(() -> mirrors.accountId(tx, check.instance() + ":" + check.forgeRepositoryId())
                        .flatMap(account -> installations.find(tx, check.instance(), check.team(), account)));
        if (installation.isEmpty()) {
            LOG.infof(
                    "no check run: repository=%s has no installation we know, check=%s externalId=%s",
                    check.repository(), check.name(), check.externalId());
            return;
        }
        var lane = new CheckRow.Lane(check.instance(), installation.get());
        store.want(tx, check, lane, content, about, clock.instant());
        Signals.send(tx, SIGNAL);
    }
}
