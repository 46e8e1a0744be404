package dev.millrace.events.forge;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.util.Optional;

/**
 * How far a check, a suite of checks or a foreign run has come.
 *
 * @param status empty if the forge reported none
 * @param conclusion only once it has completed
 * @param unknownStatus the forge's word if the status is {@code UNKNOWN}
 * @param unknownConclusion the forge's word if the conclusion is {@code UNKNOWN}
 */
public record CheckState(
        Optional<Status> status,
        Optional<Conclusion> conclusion,
        Optional<String> unknownStatus,
        Optional<String> unknownConclusion) {

    /** GitHub's statuses. */
    public enum Status {
        REQUESTED,
        QUEUED,
        WAITING,
        PENDING,
        IN_PROGRESS,
        COMPLETED,
        /** one that the forge has added since */
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /** GitHub's conclusions. */
    public enum Conclusion {
        SUCCESS,
        FAILURE,
        NEUTRAL,
        CANCELLED,
        SKIPPED,
        TIMED_OUT,
        ACTION_REQUIRED,
        STALE,
        STARTUP_FAILURE,
        /** one that the forge has added since */
        @JsonEnumDefaultValue
        UNKNOWN
    }
}
