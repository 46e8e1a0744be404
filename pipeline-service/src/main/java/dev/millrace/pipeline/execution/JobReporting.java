package dev.millrace.pipeline.execution;

import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.JobRow;
import dev.millrace.pipeline.log.JobLog;
import dev.millrace.pipeline.report.CollectReports;
import dev.millrace.pipeline.report.EndedAttempt;
import dev.millrace.pipeline.report.ReportFolder;
import dev.millrace.pipeline.workflow.JobDefinition;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/** Has the reports of an attempt collected, unless it was stopped: then it must end at once, or runs again elsewhere. */
@Singleton
final class JobReporting {

    private static final Logger LOG = Logger.getLogger(JobReporting.class);

    /**
     * An attempt whose processes have ended.
     *
     * @param mask replaces values of secrets in a text
     */
    record Attempt(
            BuildRow build,
            JobRow job,
            JobDefinition definition,
            Path checkout,
            ReportFolder folder,
            StepScript script,
            UnaryOperator<String> mask) {}

    private final CollectReports collectReports;

    JobReporting(CollectReports collectReports) {
        this.collectReports = collectReports;
    }

    void after(JobOutcome outcome, Attempt attempt, JobLog log) {
        boolean failed = outcome instanceof JobOutcome.Failed || outcome instanceof JobOutcome.TimedOut;
        if (outcome instanceof JobOutcome.Stopped) {
            return;
        }
        try {
            log.finish();
        } catch (RuntimeException e) {
            LOG.warnf("problems in the end of an output are not found, it is not stored yet: %s", e.getMessage());
        }
        collectReports.collect(new EndedAttempt(
                attempt.build(),
                attempt.job(),
                attempt.definition(),
                attempt.checkout(),
                attempt.folder(),
                attempt.script().steps(),
                failed,
                log.begin(),
                attempt.mask()));
    }
}
