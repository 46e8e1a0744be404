package dev.millrace.pipeline.build;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Why a queued job does not run yet.
 *
 * @param cause what it waits for
 * @param since since when it waits for that
 * @param needs names of the jobs that it waits for; only for {@link Cause#JOBS}
 * @param ahead jobs that run before it at most, once the cause is gone; empty for {@link Cause#JOBS}
 */
record JobWait(Cause cause, Instant since, List<String> needs, Optional<Long> ahead) {

    /** What a job waits for. */
    enum Cause {
        /** other jobs of its build */
        JOBS,
        /** the end of a hold of its change */
        HOLD,
        /** another build of its concurrency group */
        CONCURRENCY,
        /** an end of another job of its team, which has as many as may run at the same time */
        TEAM_LIMIT,
        /** an end of another job of its repository, which has as many as may run at the same time */
        REPOSITORY_LIMIT,
        /** a free slot on any instance */
        SLOT;

        /** As in the API, for example {@code team_limit}. */
        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The wait of a job; empty if it is not queued.
     *
     * @param jobs all of the build
     * @param standing how it stands in the queue; empty if it waits for other jobs
     */
    static Optional<JobWait> of(
            BuildRow build, List<JobRow> jobs, JobRow job, Optional<QueueStanding> standing, QueueLimits limits) {
        if (job.state() != RunState.QUEUED) {
            return Optional.empty();
        }
        return Optional.of(standing.map(here -> new JobWait(
                        cause(here, limits),
                        job.waitsSince().orElse(build.queuedAt()),
                        List.of(),
                        Optional.of(here.ahead())))
                .orElseGet(() ->
                        new JobWait(Cause.JOBS, build.queuedAt(), openNeeds(build, jobs, job), Optional.empty())));
    }

    private static Cause cause(QueueStanding standing, QueueLimits limits) {
        if (standing.isHeld()) {
            return Cause.HOLD;
        }
        if (standing.groupIsBusy()) {
            return Cause.CONCURRENCY;
        }
        if (standing.ofTeam() >= limits.perTeam()) {
            return Cause.TEAM_LIMIT;
        }
        return standing.ofRepository() >= limits.perRepository() ? Cause.REPOSITORY_LIMIT : Cause.SLOT;
    }

    private static List<String> openNeeds(BuildRow build, List<JobRow> jobs, JobRow job) {
        List<String> open = jobs.stream()
                .filter(other -> !other.state().isEnd())
                .map(JobRow::name)
                .toList();
        return build.pipeline().jobs().get(job.position()).needs().stream()
                .filter(open::contains)
                .toList();
    }
}
