package dev.millrace.pipeline.check;

import dev.millrace.forge.CheckRunState.Conclusion;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.check.CheckContent.Status;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/**
 * Notes the heads of changes and merge groups, each of which has one check run about all of its builds, for rules that require a check: it is there
 * whatever the pipelines are called, and also if none runs. {@link WriteHeadCheck} writes what it shows.
 *
 * <p>To be called first in a transaction that changes builds and check runs: all lock the head first.
 */
@Singleton
public final class ChangeHeads {

    private static final String FORK = "Not run: the change comes from a fork";

    private final ChangeHeadStore store;
    private final boolean isReported;
    private final Clock clock;

    ChangeHeads(ChangeHeadStore store, PipelineConfig config, Clock clock) {
        this.store = store;
        this.isReported = StableCheckName.of(config).isPresent();
        this.clock = clock;
    }

    /** Builds of the head were queued. */
    public void started(Transaction tx, BuildRow build) {
        save(tx, of(build), queued("Queued", "Builds were queued."));
    }

    /** All workflows that the head would start are disabled. */
    public void workflowsDisabled(Transaction tx, BuildRow build) {
        String reason = "All pipelines that this change would start are disabled.";
        save(
                tx,
                of(build),
                BuildCheckContent.withoutBuild(
                        Conclusion.SUCCESS, "No pipeline runs for this change", reason, clock.instant()));
    }

    private static NewCheck of(BuildRow build) {
        return new NewCheck(
                build.id(),
                build.instance(),
                build.installationId(),
                build.team(),
                build.repository(),
                build.forgeRepositoryId(),
                build.pipeline().name(),
                build.sha());
    }

    /** Nothing runs for the head, and nothing has to. */
    public void notConcerned(Transaction tx, NewCheck head) {
        save(
                tx,
                head,
                BuildCheckContent.withoutBuild(
                        Conclusion.SUCCESS,
                        "No pipeline runs for this change",
                        "No pipeline of ops.yml is concerned: events, filters and conditions exclude all of them.",
                        clock.instant()));
    }

    /** The code of the head does not run because it comes from a fork. What requires the check must not be satisfied by that. */
    public void fromFork(Transaction tx, NewCheck head, String reason) {
        save(tx, head, BuildCheckContent.withoutBuild(Conclusion.ACTION_REQUIRED, FORK, reason, clock.instant()));
    }

    /** The file cannot be used. */
    public void fileRefused(Transaction tx, NewCheck head, String title, String reason) {
        save(tx, head, BuildCheckContent.refused(title, reason, clock.instant()));
    }

    /** The commit is awaited; nothing changes for a head that is known. */
    public void waiting(Transaction tx, NewCheck head, String title, String reason) {
        if (isReported) {
            store.add(tx, head, queued(title, reason), clock.instant());
        }
    }

    /** The commit is no longer awaited; nothing changes for a head that is not known. */
    public void givenUp(Transaction tx, FileCheck place, String title, String reason) {
        store.lock(tx, place)
                .ifPresent(head -> save(
                        tx,
                        WriteHeadCheck.check(head, "", head.generation()),
                        BuildCheckContent.refused("Platform error. " + title, reason, clock.instant())));
    }

    private void save(Transaction tx, NewCheck head, CheckContent withoutBuilds) {
        if (isReported) {
            store.save(tx, head, withoutBuilds, clock.instant());
        }
    }

    private static CheckContent queued(String title, String summary) {
        return new CheckContent(
                Status.QUEUED,
                Optional.empty(),
                title,
                summary,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
