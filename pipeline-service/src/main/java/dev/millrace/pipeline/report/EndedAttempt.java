package dev.millrace.pipeline.report;

import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.JobReport.FailedStep;
import dev.millrace.pipeline.build.JobRow;
import dev.millrace.pipeline.workflow.JobDefinition;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * An attempt at a job whose processes have ended and whose directory still exists.
 *
 * @param checkout where its script ran
 * @param folder what its script wrote for the platform
 * @param steps the steps that its script reports, in order
 * @param failed whether one of them failed, or was running when its time was over
 * @param outputFrom where its output begins in the log of the job
 * @param mask hides secrets in text that the job wrote into files; its output in the log is masked already
 */
public record EndedAttempt(
        BuildRow build,
        JobRow job,
        JobDefinition definition,
        Path checkout,
        ReportFolder folder,
        List<FailedStep> steps,
        boolean failed,
        long outputFrom,
        UnaryOperator<String> mask) {

    public EndedAttempt {
        steps = List.copyOf(steps);
    }
}
