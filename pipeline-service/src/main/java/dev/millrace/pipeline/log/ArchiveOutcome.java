package dev.millrace.pipeline.log;

/** What archiving a log did. */
sealed interface ArchiveOutcome {

    /**
     * The log is in frames.
     *
     * @param bytes its length
     * @param compressed the length of all frames
     */
    record Kept(long bytes, long compressed) implements ArchiveOutcome {}

    /** Another instance was first, or a lost worker has appended meanwhile: the log is as it was for readers. */
    record NotKept() implements ArchiveOutcome {}
}
