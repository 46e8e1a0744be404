package dev.millrace.gateway.dashboard.build;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A build, as {@code GET /api/builds/{id}} returns it.
 *
 * @param state {@code queued}, {@code running} or one of the ends
 * @param attempts all attempts, the first one first; empty in a list
 * @param jobs in the order of their positions; empty in a list
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Build(
        UUID id,
        int attempt,
        String repository,
        String pipeline,
        String version,
        String event,
        Trigger trigger,
        String ref,
        Optional<String> baseRef,
        String sha,
        Optional<Long> changeNumber,
        String state,
        Optional<String> reason,
        Instant queuedAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        Optional<List<Warning>> warnings,
        Optional<List<Attempt>> attempts,
        Optional<List<Job>> jobs) {

    private static final Set<String> BEFORE_THE_END = Set.of("queued", "running");
    private static final Set<String> BAD_ENDS = Set.of("failed", "timed_out", "error");
    private static final int SHOWN_OF_ID = 10;

    /** Whether it has not ended. */
    public boolean isOpen() {
        return BEFORE_THE_END.contains(state);
    }

    /** Whether only what failed can run again. */
    public boolean hasFailedJobs() {
        return allJobs().stream().anyMatch(job -> BAD_ENDS.contains(job.state()));
    }

    /** The colour and icon of its state. */
    public String tone() {
        return StateTone.of(state);
    }

    /** Its state in words. */
    public String shownState() {
        return StateTone.words(state);
    }

    /** How long it took; empty text before its end. */
    public String duration() {
        return startedAt
                .flatMap(from -> finishedAt.map(to -> StateTone.duration(Duration.between(from, to))))
                .orElse("");
    }

    /** The jobs; none in a list. */
    public List<Job> allJobs() {
        return jobs.orElse(List.of());
    }

    /** Where the jobs are drawn. */
    public JobGraph graph() {
        return JobGraph.of(allJobs());
    }

    /** Attempts, if there is more than this one. */
    public List<Attempt> otherAttempts() {
        List<Attempt> all = attempts.orElse(List.of());
        return all.size() > 1 ? all : List.of();
    }

    /** What of {@code ops.yml} has no effect. */
    public List<Warning> allWarnings() {
        return warnings.orElse(List.of());
    }

    /** Changes with what a page shows of it, apart from times. */
    public String seen() {
        return Integer.toHexString(Objects.hash(state, reason, jobs, attempts));
    }

    /** Where the form that cancels it is posted. */
    public String cancelPath() {
        return "/ui/builds/%s/cancel".formatted(id);
    }

    /** The begin of the commit's id. */
    public String commit() {
        return sha.substring(0, Math.min(SHOWN_OF_ID, sha.length()));
    }

    /** Who or what started it, in a few words. */
    public String startedBy() {
        String kind = switch (trigger.kind()) {
            case "event" -> event;
            case "manual" -> "on request";
            case "schedule" -> "its schedule";
            case "rerun" -> "run again";
            default -> trigger.kind();
        };
        return trigger.actor().map(actor -> kind + ", " + actor).orElse(kind);
    }

    /** What started it. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Trigger(String kind, Optional<String> actor) {}

    /** One of the attempts. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Attempt(int attempt, UUID id, String state) {

        public String tone() {
            return StateTone.of(state);
        }

        public String shownState() {
            return StateTone.words(state);
        }
    }

    /** A key of {@code ops.yml} that has no effect. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Warning(int line, String message) {}

    /** A page of builds, newest first. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Page(List<Build> builds, Optional<String> next) {}
}
