package dev.millrace.pipeline.check;

import dev.millrace.events.EventIds;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.Builds;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Says what check runs shall look like, in the transaction of what they tell of. The forge is told later, by
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
    private final Clock clock;

    Checks(
            Builds builds,
            BuildCheckContent buildContent,
            CheckStore store,
            InstallationStore installations,
            Clock clock) {
        this.builds = builds;
        this.buildContent = buildContent;
        this.store = store;
        this.installations = installations;
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

    /** {@code ops.yml} cannot be used at this commit: one failed check run for the commit, however many events ask. */
    public void fileRefused(Transaction tx, NewCheck place, String title, String reason) {
        UUID externalId = EventIds.of("ops.yml", place.instance(), place.forgeRepositoryId(), place.headSha());
        var check = new NewCheck(
                externalId,
                place.instance(),
                place.installationId(),
                place.team(),
                place.repository(),
                place.forgeRepositoryId(),
                FILE_CHECK,
                place.headSha());
        want(tx, check, BuildCheckContent.refused(title, reason, clock.instant()));
    }

    private void want(Transaction tx, NewCheck check, CheckContent content) {
        Optional<String> installation = check.installationId()
                .or(() -> installations.find(tx, check.instance(), check.team(), check.repository()));
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
