package dev.millrace.pipeline.artifact;

/** Whether the artifacts of an attempt are kept. */
public sealed interface KeepOutcome {

    /** All that the job has; lines for its log were passed on. */
    record Kept() implements KeepOutcome {}

    /** The files of the job exceed a limit, which another attempt would not change. */
    record TooLarge(String reason) implements KeepOutcome {}

    /** They could not be stored, or the attempt has ended. */
    record NotStored(String reason) implements KeepOutcome {}
}
