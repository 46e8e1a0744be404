package dev.millrace.pipeline.report;

import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.build.JobReport;
import dev.millrace.pipeline.build.JobReports;
import dev.millrace.pipeline.build.JobRow;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** The reports of jobs in the database. */
@Singleton
final class StoredJobReports implements JobReports {

    private final ReportStore store;

    StoredJobReports(ReportStore store) {
        this.store = store;
    }

    @Override
    public Map<Integer, JobReport> of(Transaction tx, List<JobRow> jobs) {
        return jobs.isEmpty() ? Map.of() : store.list(tx, jobs.getFirst().buildId());
    }
}
