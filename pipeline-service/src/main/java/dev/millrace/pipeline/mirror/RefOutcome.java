package dev.millrace.pipeline.mirror;

/** What the mirror reports about a ref. */
public sealed interface RefOutcome {

    /**
     * The ref exists.
     *
     * @param ref short name of the branch or tag; of a commit its object id
     * @param commit 40 hex digits
     */
    record Found(String ref, String commit) implements RefOutcome {}

    /** The mirror has no such ref, or no commits at all. */
    record NoSuchRef(String reason) implements RefOutcome {}

    /** The mirror does not exist, or could not be asked. */
    record Unreachable(String reason) implements RefOutcome {}
}
