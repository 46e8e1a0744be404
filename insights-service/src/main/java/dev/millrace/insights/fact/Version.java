package dev.millrace.insights.fact;

import java.time.Instant;
import java.util.Comparator;

/**
 * One of possibly several versions of a thing at a forge. Versions have a total order that depends on nothing but their
 * content, so "the newest" is the same whatever arrived first: the higher rank, then the later time, then a terminal state
 * over an open one, then the greater SHA-256 of the canonical JSON.
 */
public sealed interface Version permits ChangeFact, DeploymentStatusFact {

    /** From older to newer. */
    Comparator<Version> OLDEST_FIRST = Comparator.comparingInt(Version::rank)
            .thenComparing(Version::at)
            .thenComparing(Version::terminal)
            .thenComparing(Fingerprint::of);

    /** Higher for a state that nothing undoes: no version of a lower rank is newer, whatever its time is. 0 or more. */
    default int rank() {
        return 0;
    }

    /** The forge's time of this version. */
    Instant at();

    /** Whether the thing had ended: merged, closed, success, failure. */
    boolean terminal();
}
