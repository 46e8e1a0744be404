package dev.millrace.pipeline.mirror;

/** What the mirror reports about a file at a commit. */
public sealed interface FileOutcome {

    /** The file is there. */
    record Found(FileContent content) implements FileOutcome {}

    /** The commit exists and has no such file. */
    record NoSuchFile() implements FileOutcome {}

    /** The repository or the commit does not exist, or not yet. */
    record NotThere(String reason) implements FileOutcome {}

    /** The mirror could not be asked. */
    record Unreachable(String reason) implements FileOutcome {}
}
