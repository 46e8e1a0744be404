package dev.millrace.insights.metric;

import java.time.Instant;
import java.util.Optional;

/**
 * Evidence that a deployment was bad.
 *
 * @param kind what sort of evidence
 * @param evidence what shows it: {@code deployment 12}, {@code change 7}, {@code commit <id>}, {@code incident db-42}
 * @param at when it appeared; empty where the facts have no time for it
 * @param remediation id of the deployment that repaired it; empty without one
 */
public record FailureSignal(Kind kind, String evidence, Optional<Instant> at, Optional<String> remediation) {

    /** Sorts of evidence, strongest first. */
    public enum Kind {
        /** someone named the deployment in an incident */
        NAMED(1.0),
        /** the deployment itself reported a failure after its success */
        FAILED_STATUS(0.95),
        /** a rollback went back behind it */
        ROLLBACK(0.9),
        /** a change or commit that it shipped was reverted */
        REVERT(0.9),
        /** an incident began within {@link FailureLog#WINDOW} of its end */
        INCIDENT(0.6),
        /** a hotfix was deployed within {@link FailureLog#WINDOW} of its end */
        HOTFIX(0.5);

        private final double confidence;

        Kind(double confidence) {
            this.confidence = confidence;
        }

        /** From 0 to 1; how likely a deployment with this evidence was bad. */
        public double confidence() {
            return confidence;
        }
    }
}
