package dev.millrace.pipeline.build;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which jobs of a build run again. */
public enum RerunScope {
    /** all of them */
    ALL,
    /** those that did not pass; the others count as passed */
    FAILED;

    /** As in the API, for example {@code failed}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The scope with this name; empty if there is none. */
    public static Optional<RerunScope> find(String wireName) {
        return Arrays.stream(values())
                .filter(scope -> scope.wireName().equals(wireName))
                .findFirst();
    }

    /**
     * The jobs of the next attempt.
     *
     * @param fresh all of them as new ones
     * @param former those of the attempt before
     */
    List<JobRow> jobsOf(BuildRow next, List<JobRow> fresh, List<JobRow> former) {
        return switch (this) {
            case ALL -> fresh;
            case FAILED ->
                fresh.stream()
                        .map(job -> {
                            JobRow before = former.get(job.position());
                            return before.state() == RunState.PASSED ? before.carriedTo(next.id()) : job;
                        })
                        .toList();
        };
    }
}
