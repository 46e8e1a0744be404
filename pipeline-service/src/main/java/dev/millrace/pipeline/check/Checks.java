package dev.millrace.pipeline.check;

import dev.millrace.forge.CheckRunState.Conclusion;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.mirror.Mirrors;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Collection;
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
    private static final String FILE_CHECK = "ops.yml";

    private final Builds builds;
    private final BuildCheckContent buildContent;
    private final CheckStore store;
    private final InstallationStore installations;
    private final Mirrors mirrors;
    private final Clock clock;

    Checks(
            Builds builds,
            BuildCheckContent buildContent,
            CheckStore store,
            InstallationStore installations,
            Mirrors mirrors,
            Clock clock) {
        this.builds = builds;
        this.buildContent = buildContent;
        this.store = store;
        this.installations = installations;
        this.mirrors = mirrors;
        this.clock = clock;
    }

    /** The build has changed in this transaction, or was made in it. */
    public void buildChanged(Transaction tx, UUID buildId) {
        BuildRow build = builds.find(tx, buildId).orElseThrow();
        var check = new NewCheck(
                build.id(),
                build.instance(),
                build.installationId(),
                build.team(),
                build.repository(),
                build.forgeRepositoryId(),
                build.pipeline().name(),
                build.sha());
        want(tx, check, buildContent.of(tx, build, builds.jobs(tx, buildId)));
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

    /** A newer commit of the same change has arrived: only the end of these builds is published. */
    public void stopProgress(Transaction tx, Collection<UUID> buildIds) {
        store.stopProgress(tx, buildIds);
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

    private void want(Transaction tx, NewCheck check, CheckContent content) {
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
        store.want(tx, check, lane, content, clock.instant());
        Signals.send(tx, SIGNAL);
    }
}
