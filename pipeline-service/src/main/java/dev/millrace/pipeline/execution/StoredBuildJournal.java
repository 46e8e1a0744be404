package dev.millrace.pipeline.execution;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.build.BuildClaim;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.build.JobRow;
import dev.millrace.pipeline.build.RunState;
import dev.millrace.pipeline.check.Checks;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The journal in the database. */
@Singleton
final class StoredBuildJournal implements BuildJournal {

    private final Builds builds;
    private final Checks checks;
    private final Database database;

    StoredBuildJournal(Builds builds, Checks checks, Database database) {
        this.builds = builds;
        this.checks = checks;
        this.database = database;
    }

    @Override
    public BuildRow build(BuildClaim claim) {
        return database.inTransaction(tx -> builds.find(tx, claim.buildId())).orElseThrow();
    }

    @Override
    public List<JobRow> jobs(BuildClaim claim) {
        return database.inTransaction(tx -> builds.jobs(tx, claim.buildId()));
    }

    @Override
    public boolean startJob(BuildClaim claim, BuildRow build, JobRow job) {
        return changed(build, tx -> builds.startJob(tx, claim, build, job));
    }

    @Override
    public boolean passJob(BuildClaim claim, BuildRow build, JobRow job) {
        return changed(build, tx -> builds.finishJob(tx, claim, build, job, RunState.PASSED, Optional.empty()));
    }

    @Override
    public boolean end(BuildClaim claim, BuildRow build, JobRow job, RunState end, Optional<String> reason) {
        return changed(
                build,
                tx -> builds.finishJob(tx, claim, build, job, end, reason)
                        && builds.finish(tx, claim, build, end, reason));
    }

    @Override
    public boolean end(BuildClaim claim, BuildRow build, RunState end, Optional<String> reason) {
        return changed(build, tx -> builds.finish(tx, claim, build, end, reason));
    }

    @Override
    public void handBack(BuildClaim claim, JobRow job) {
        database.useTransaction(tx -> {
            builds.forgetAttempt(tx, claim, job);
            builds.release(tx, claim);
        });
    }

    private boolean changed(BuildRow build, Predicate<Transaction> change) {
        return database.inTransaction(tx -> {
            boolean held = change.test(tx);
            if (held) {
                checks.buildChanged(tx, build.id());
            }
            return held;
        });
    }
}
