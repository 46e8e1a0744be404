package dev.millrace.git.catalog;

/** Outcome of {@link Catalog#rename}. */
public sealed interface RenameOutcome {

    /** It has the name now, or already had it. */
    record Renamed(StoredRepository repository) implements RenameOutcome {}

    /** Another repository of the team has that name. */
    record NameTaken(StoredRepository holder) implements RenameOutcome {}

    /** There is no such repository. */
    record Missing() implements RenameOutcome {}
}
