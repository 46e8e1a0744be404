package dev.millrace.pipeline.mirror;

/** What the mirror says about a file at a commit. */
public sealed interface FileOutcome {

    /** The file is there. */
    record Found(FileContent content) implements FileOutcome {}

    /** The commit is there, and holds no such file. */
    record NoSuchFile() implements FileOutcome {}

    /** The repository or the commit is not there, yet. */
    record NotThere(String reason) implements FileOutcome {}

    /** Nobody could say. */
    record Unreachable(String reason) implements FileOutcome {}
}
