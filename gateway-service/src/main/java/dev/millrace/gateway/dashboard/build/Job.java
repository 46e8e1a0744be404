package dev.millrace.gateway.dashboard.build;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A job of a build, as {@code GET /api/builds/{id}} returns it.
 *
 * @param needs names of the jobs that end before it begins
 * @param seconds how long it ran
 * @param carriedFrom the build of the attempt in which it passed, if it did not run in this one
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Job(
        String name,
        List<String> needs,
        String state,
        Optional<String> reason,
        int attempts,
        Optional<Waits> waits,
        Optional<Instant> startedAt,
        Optional<Long> seconds,
        Optional<UUID> carriedFrom,
        Optional<FailedStep> failedStep,
        Optional<Tests> tests,
        Optional<Integer> annotations,
        Optional<String> summary) {

    public String tone() {
        return StateTone.of(state);
    }

    public String shownState() {
        return StateTone.words(state);
    }

    /** How long it ran; empty text if it did not. */
    public String duration() {
        return seconds.map(Duration::ofSeconds).map(StateTone::duration).orElse("");
    }

    /** What it waits for, in words; empty if it does not wait. */
    public String waitsFor() {
        return waits.map(Waits::text).orElse("");
    }

    /**
     * Why it does not run yet.
     *
     * @param ahead how many jobs run before it at most
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Waits(String cause, Instant since, Optional<List<String>> jobs, Optional<Long> ahead) {

        public String text() {
            return switch (cause) {
                case "jobs" -> "waits for " + String.join(", ", jobs.orElse(List.of()));
                case "hold" -> "its change is on hold";
                case "concurrency" -> "waits for another build of its group";
                case "team_limit" -> "the team runs as many jobs as it may";
                case "repository_limit" -> "the repository runs as many jobs as it may";
                default ->
                    ahead.filter(count -> count > 0)
                            .map(count -> "waits for a slot, at most %d jobs are ahead".formatted(count))
                            .orElse("waits for a slot");
            };
        }
    }

    /**
     * The step that failed.
     *
     * @param number 1 for the first
     * @param through the last one of several of which any may have failed
     * @param text its first line
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record FailedStep(int number, Optional<Integer> through, String text) {

        /** Which step, {@code 2} or {@code 2–4}. */
        public String place() {
            return through.map(last -> number + "–" + last).orElse(Integer.toString(number));
        }
    }

    /** Tests in its reports. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Tests(int passed, int failed, int skipped) {

        @Override
        public String toString() {
            return Stream.of(count(failed, "failed"), count(passed, "passed"), count(skipped, "skipped"))
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining(", "));
        }

        private static String count(int number, String what) {
            return number == 0 ? "" : number + " " + what;
        }
    }
}
