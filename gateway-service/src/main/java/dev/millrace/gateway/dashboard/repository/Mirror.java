package dev.millrace.gateway.dashboard.repository;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * How current a mirror is, as {@code GET /api/syncs/{repository}} returns it.
 *
 * @param mode {@code github-app}, {@code public} or {@code credentials}
 * @param state {@code CURRENT}, {@code PARTIAL}, {@code PENDING}, {@code SYNCING}, {@code FAILING}, {@code REFUSED} or {@code PARKED}
 * @param lagSeconds since when nothing is known of the upstream
 * @param run the pass in progress
 * @param faults refs that could not be mirrored, each with its reason
 * @param keptRefs refs that were changed here and differ from the upstream's
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Mirror(
        UUID repositoryId,
        String repository,
        String upstream,
        String mode,
        String state,
        Optional<Instant> lastCheckedAt,
        Optional<Long> lagSeconds,
        Optional<Instant> lastFailedAt,
        Optional<String> lastError,
        Optional<Instant> retryAt,
        Optional<Instant> nextAttemptAt,
        Optional<Pass> run,
        List<String> faults,
        Optional<String> movedTo,
        Optional<List<String>> keptRefs) {

    private static final Set<String> MOVING = Set.of("PENDING", "SYNCING");

    /** The states in which it changes by itself within seconds. */
    public boolean isMoving() {
        return MOVING.contains(state);
    }

    /** The tone of a badge, see {@code tags/uiBadge}. */
    public String tone() {
        return switch (state) {
            case "CURRENT" -> faults.isEmpty() ? "good" : "warn";
            case "PENDING" -> "waiting";
            case "SYNCING" -> "running";
            case "PARTIAL", "FAILING" -> "warn";
            case "REFUSED" -> "bad";
            default -> "off";
        };
    }

    /** The state in a word. */
    public String shownState() {
        return state.toLowerCase(Locale.ROOT);
    }

    /** Where the form that requests a sync is posted. */
    public String syncPath() {
        return "/ui/repositories/%s/sync".formatted(repositoryId);
    }

    /** The faults, each with what to do. */
    public List<Fault> explainedFaults() {
        return faults.stream()
                .map(text -> new Fault(text, Advice.ofFault(text)))
                .toList();
    }

    /** Refs that differ from the upstream's because they were changed here. */
    public List<String> refsKeptHere() {
        return keptRefs.orElse(List.of());
    }

    /** What to do about its state; empty if there is nothing to do. */
    public Optional<Advice> advice() {
        return Advice.of(this);
    }

    /** A fault, and what to do about it. */
    record Fault(String text, String step) {}

    /** A pass in progress. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Pass(Instant startedAt, String reason, Optional<String> progress) {}

    /**
     * A pass that has ended, as {@code GET /api/syncs/{repository}/runs} returns it.
     *
     * @param outcome {@code succeeded}, {@code partial}, {@code failed} or {@code refused}
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record EndedPass(
            String reason, Instant startedAt, Instant endedAt, String outcome, int refsMoved, Optional<String> error) {}

    /** A tip that can be restored, as {@code GET /api/syncs/{repository}/retained} returns it. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record OldTip(String ref, String objectId, Instant retainedAt, Instant expiresAt) {

        /** The begin of the object's id. */
        public String commit() {
            return objectId.substring(0, Math.min(10, objectId.length()));
        }
    }
}
