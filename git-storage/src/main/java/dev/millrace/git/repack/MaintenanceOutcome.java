package dev.millrace.git.repack;

/** Outcome of one look at a repository's packs. */
public sealed interface MaintenanceOutcome {

    /** Nothing was needed. */
    record Idle() implements MaintenanceOutcome {}

    /** Some packs became one. */
    record Compacted(int packsMerged) implements MaintenanceOutcome {}

    /**
     * Everything was packed anew.
     *
     * @param reason why, for people
     * @param collector who did it: {@code native git} or {@code JGit}
     * @param packsBefore live packs, 1 or more
     * @param packsAfter live packs, other writers' left out
     * @param objects in the pack of branches and tags, 0 or more
     * @param bytes of that pack
     */
    record Repacked(String reason, String collector, int packsBefore, int packsAfter, long objects, long bytes)
            implements MaintenanceOutcome {}

    /** Somebody else exchanged packs meanwhile; nothing was changed. */
    record Conflicted() implements MaintenanceOutcome {}

    /** There is no such repository any more. */
    record Gone() implements MaintenanceOutcome {}
}
