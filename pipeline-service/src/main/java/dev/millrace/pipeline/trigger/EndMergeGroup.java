package dev.millrace.pipeline.trigger;

import dev.millrace.events.forge.MergeGroupChanged;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.check.Checks;
import dev.millrace.pipeline.check.FileCheck;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Cancels what runs for a merge group that is gone: nothing reads the results any more. */
@Singleton
final class EndMergeGroup {

    private static final Logger LOG = Logger.getLogger(EndMergeGroup.class);

    private final CommitStore commits;
    private final Builds builds;
    private final Checks checks;
    private final Clock clock;

    EndMergeGroup(CommitStore commits, Builds builds, Checks checks, Clock clock) {
        this.commits = commits;
        this.builds = builds;
        this.checks = checks;
        this.clock = clock;
    }

    void handle(Transaction tx, MergeGroupChanged group) {
        String reason = "the merge group is gone"
                + group.reason().map(word -> ": " + word).orElse("");
        String key = group.repository().key();
        commits.lock(tx, key, group.headSha());
        // a trigger that is being resolved ends first: its builds are seen below
        if (commits.endGroup(tx, key, group.headSha(), reason, clock.instant()) > 0) {
            var place = new FileCheck(
                    group.repository().instance(), group.repository().id(), group.headSha());
            checks.waitGivenUp(tx, place, "Not run: the merge group is gone", reason);
        }
        List<UUID> running = builds.ofMergeGroup(
                tx, group.repository().instance(), group.repository().id(), group.headSha());
        for (UUID build : running) {
            builds.cancel(tx, build, "the merge queue: " + reason);
            checks.buildChanged(tx, build);
        }
        LOG.infof(
                "merge group ended: eventId=%s repository=%s sha=%s builds=%d: %s",
                group.eventId(), group.repository().fullName(), group.headSha(), running.size(), reason);
    }
}
