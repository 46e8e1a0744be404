package dev.millrace.kit.identity.repository;

import java.time.Instant;

/** Whether a caller may read a repository. */
public sealed interface ReadOutcome {

    /** The caller may. */
    record Readable() implements ReadOutcome {}

    /** The caller may not: for it, there is no such repository. */
    sealed interface Hidden extends ReadOutcome {}

    /**
     * No account of the person reads it at the forge.
     *
     * @param checkedAt when the forge stated that, by the gateway's clock
     */
    record NotAReader(Instant checkedAt) implements Hidden {}

    /**
     * The forge has not been asked for so long that the answer does not count any more.
     *
     * @param checkedAt when it was last asked, by the gateway's clock
     */
    record Outdated(Instant checkedAt) implements Hidden {}

    /** The forge has not been asked about this repository, or no installation of the team covers it. */
    record NotChecked() implements Hidden {}
}
