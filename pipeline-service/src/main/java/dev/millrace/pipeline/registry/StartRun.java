package dev.millrace.pipeline.registry;

import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.check.Checks;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Starts a run once: its build, its check run, and the end of the builds that it replaces, in the caller's transaction. Whether it
 * may start, and where, is the caller's decision.
 */
@Singleton
public final class StartRun {

    private static final Logger LOG = Logger.getLogger(StartRun.class);

    private final Builds builds;
    private final Checks checks;
    private final RunStore runs;
    private final Clock clock;

    StartRun(Builds builds, Checks checks, RunStore runs, Clock clock) {
        this.builds = builds;
        this.checks = checks;
        this.runs = runs;
        this.clock = clock;
    }

    /** Starts it, unless the event has a build of the pipeline. */
    public StartRunOutcome start(Transaction tx, NewRun run) {
        BuildRow build = run.build(clock.instant());
        if (!builds.queue(tx, build)) {
            return repeated(tx, run.eventId(), run.pipeline().name(), run.request())
                    .orElseThrow();
        }
        run.origin()
                .ifPresent(origin ->
                        runs.add(tx, build, origin.workflowId(), Optional.of(origin.number()), run.request()));
        checks.buildChanged(tx, build.id());
        builds.supersede(tx, build).forEach(older -> checks.buildChanged(tx, older));
        LOG.infof(
                "build queued: buildId=%s kind=%s repository=%s pipeline=%s event=%s sha=%s",
                build.id(),
                run.kind().wireName(),
                build.repository(),
                build.pipeline().name(),
                run.event().wireName(),
                build.sha());
        return new StartRunOutcome.Started(build);
    }

    /**
     * What an earlier start of the same run means for this one; empty if there was none.
     *
     * @param request see {@link NewRun#request}
     */
    Optional<StartRunOutcome> repeated(Transaction tx, UUID eventId, String pipeline, Optional<String> request) {
        return builds.find(tx, BuildRow.idOf(eventId, pipeline, 1))
                .map(earlier -> runs.isRequest(tx, earlier, request)
                        ? new StartRunOutcome.Repeated(earlier)
                        : new StartRunOutcome.OtherRequest());
    }
}
