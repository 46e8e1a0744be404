package dev.millrace.pipeline.build;

import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.build.BuildBody.JobBody;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that the API shows of one build. */
@Singleton
public final class ShowBuild {

    private final Builds builds;
    private final QueueStore queue;
    private final QueueLimits limits;
    private final JobReports reports;

    ShowBuild(Builds builds, QueueStore queue, PipelineConfig config, JobReports reports) {
        this.builds = builds;
        this.queue = queue;
        this.limits = QueueLimits.of(config.limits());
        this.reports = reports;
    }

    /** The build with its attempts, its jobs, and why those wait that are queued. */
    public BuildBody show(Transaction tx, BuildRow build) {
        List<JobRow> jobs = builds.jobs(tx, build.id());
        Map<Integer, QueueStanding> standings =
                jobs.stream().anyMatch(job -> job.waitsSince().isPresent())
                        ? queue.standings(tx, build.id())
                        : Map.of();
        Map<Integer, JobReport> reported = reports.of(tx, jobs);
        List<JobBody> shown = jobs.stream()
                .map(job -> JobBody.of(
                        job,
                        build.pipeline().jobs().get(job.position()).needs(),
                        JobWait.of(build, jobs, job, Optional.ofNullable(standings.get(job.position())), limits),
                        Optional.ofNullable(reported.get(job.position()))))
                .toList();
        return BuildBody.of(build, builds.attempts(tx, build), shown);
    }
}
