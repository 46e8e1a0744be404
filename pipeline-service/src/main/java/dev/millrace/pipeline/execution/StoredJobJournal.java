package dev.millrace.pipeline.execution;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.build.JobClaim;
import dev.millrace.pipeline.build.Jobs;
import dev.millrace.pipeline.build.RunState;
import dev.millrace.pipeline.build.StartedJob;
import dev.millrace.pipeline.check.Checks;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;

/** The journal in the database. */
@Singleton
final class StoredJobJournal implements JobJournal {

    private final Jobs jobs;
    private final Checks checks;
    private final Database database;

    StoredJobJournal(Jobs jobs, Checks checks, Database database) {
        this.jobs = jobs;
        this.checks = checks;
        this.database = database;
    }

    @Override
    public Optional<StartedJob> start(JobClaim claim) {
        return changed(claim, tx -> jobs.start(tx, claim));
    }

    @Override
    public boolean end(JobClaim claim, RunState end, Optional<String> reason) {
        return changed(claim, tx -> jobs.finish(tx, claim, end, reason));
    }

    @Override
    public boolean refuse(JobClaim claim, String reason) {
        return changed(claim, tx -> jobs.refuse(tx, claim, reason));
    }

    @Override
    public void handBack(JobClaim claim) {
        changed(claim, tx -> {
            jobs.handBack(tx, claim);
            return claim;
        });
    }

    private <T> T changed(JobClaim claim, Function<Transaction, T> change) {
        return database.inTransaction(tx -> {
            T result = change.apply(tx);
            checks.buildChanged(tx, claim.buildId());
            return result;
        });
    }
}
