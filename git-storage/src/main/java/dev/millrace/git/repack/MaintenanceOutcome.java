package dev.millrace.git.repack;

/** Outcome of one check of a repository's packs. */
public sealed interface MaintenanceOutcome {

    /** Nothing was needed. */
    record Idle() implements MaintenanceOutcome {}

    /** Some packs became one. */
    record Compacted(int packsMerged) implements MaintenanceOutcome {}

    /**
     * Everything was repacked.
     *
     * @param reason human-readable
     * @param collector what performed it: {@code native git} or {@code JGit}
     * @param packsBefore live packs, 1 or more
     * @param packsAfter live packs, without those of other writers
     * @param objects in the pack of branches and tags, 0 or more
     * @param bytes of that pack
     */
    record Repacked(String reason, String collector, int packsBefore, int packsAfter, long objects, long bytes)
            implements MaintenanceOutcome {}

    /** Another process replaced packs meanwhile; nothing was changed. */
    record Conflicted() implements MaintenanceOutcome {}

    /** The repository no longer exists. */
    record Gone() implements MaintenanceOutcome {}
}
