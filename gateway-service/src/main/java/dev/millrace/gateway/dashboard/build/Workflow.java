package dev.millrace.gateway.dashboard.build;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A workflow, as {@code GET /api/workflows/{id}} returns it.
 *
 * @param kind {@code pipeline}, {@code command} or {@code service}
 * @param retiredAt since when the default branch does not define it
 * @param problem why the newest {@code ops.yml} of the default branch cannot be used
 * @param schedules empty in a list
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Workflow(
        UUID id,
        String kind,
        String name,
        String version,
        int number,
        String repository,
        String description,
        String sha,
        Instant publishedAt,
        Optional<String> pushedBy,
        boolean enabled,
        Optional<String> switchedBy,
        Optional<Instant> switchedAt,
        Optional<Instant> retiredAt,
        Optional<String> problem,
        long runs,
        Optional<LastRun> lastRun,
        Optional<List<Schedule>> schedules) {

    /** Whether a person may run it now, if the person's role allows it. */
    public boolean isRunnable() {
        return enabled && retiredAt.isEmpty();
    }

    public boolean isCommand() {
        return kind.equals("command");
    }

    /** Where the form that enables or disables it is posted. */
    public String enabledPath() {
        return "/ui/workflows/%s/enabled".formatted(id);
    }

    /** The state in one word. */
    public String state() {
        if (retiredAt.isPresent()) {
            return "retired";
        }
        return enabled ? "enabled" : "disabled";
    }

    /** Its times; none in a list. */
    public List<Schedule> allSchedules() {
        return schedules.orElse(List.of());
    }

    /** Its newest run. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record LastRun(UUID build, String state, Instant queuedAt, Optional<Instant> finishedAt) {

        public String tone() {
            return StateTone.of(state);
        }

        public String shownState() {
            return StateTone.words(state);
        }
    }

    /** Times at which it starts. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Schedule(String cron, String timezone, Optional<String> branch, Instant nextAt) {}

    /** A page of workflows, by name. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Page(List<Workflow> workflows, Optional<String> next) {}

    /** A published version. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Version(
            int number,
            String version,
            String sha,
            Instant publishedAt,
            Optional<String> pushedBy,
            JsonNode definition) {

        /** The definition as text for people. */
        public String text() {
            return definition.toPrettyString();
        }
    }

    /** A page of versions, newest first. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record VersionPage(List<Version> versions, Optional<String> next) {}
}
