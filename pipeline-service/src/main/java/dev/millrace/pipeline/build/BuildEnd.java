package dev.millrace.pipeline.build;

import java.util.List;
import java.util.Optional;

/**
 * How a build ended, which follows from how its jobs did. Pure.
 *
 * @param state a final state
 * @param reason that of the job which decided; of a cancelled build who cancelled it
 */
record BuildEnd(RunState state, Optional<String> reason) {

    /** What a job's end means for the build, the gravest first: a fault of the change is more than one of the machine. */
    private static final List<RunState> BY_GRAVITY =
            List.of(RunState.FAILED, RunState.TIMED_OUT, RunState.ERROR, RunState.CANCELLED);

    /**
     * The end of a build whose jobs have all ended. It was cancelled if a job was, or did not run for that
     * reason. Otherwise it ends as the gravest of its jobs; jobs that were skipped count only if there are
     * no others.
     *
     * @param cancelledBy who requested its cancellation
     * @throws IllegalArgumentException if a job has not ended
     */
    static BuildEnd of(Optional<String> cancelledBy, List<JobRow> jobs) {
        jobs.stream().filter(job -> !job.state().isEnd()).findFirst().ifPresent(job -> {
            throw new IllegalArgumentException("job '%s' has not ended".formatted(job.name()));
        });
        Optional<String> cancelled = cancelledBy.map(Builds::cancelledBy);
        if (cancelled.isPresent() && jobs.stream().anyMatch(job -> job.reason().equals(cancelled))) {
            return new BuildEnd(RunState.CANCELLED, cancelled);
        }
        return BY_GRAVITY.stream()
                .flatMap(state -> jobs.stream().filter(job -> job.state() == state))
                .findFirst()
                .map(job -> new BuildEnd(job.state(), job.reason()))
                .orElseGet(() -> new BuildEnd(
                        jobs.stream().allMatch(job -> job.state() == RunState.SKIPPED)
                                ? RunState.SKIPPED
                                : RunState.PASSED,
                        Optional.empty()));
    }
}
