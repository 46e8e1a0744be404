package dev.millrace.pipeline.build;

import dev.millrace.kit.database.Transaction;
import java.util.List;
import java.util.Map;

/** What jobs reported, for whatever shows a build. */
public interface JobReports {

    /** The reports of jobs of one build by their position; those without one are missing. */
    Map<Integer, JobReport> of(Transaction tx, List<JobRow> jobs);
}
