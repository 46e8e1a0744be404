package dev.millrace.ingest.repository;

/** Which repository a name stands for. */
public sealed interface RepositoryOutcome {

    /** This one. */
    record Found(TeamRepository repository) implements RepositoryOutcome {}

    /** None that is known here. */
    record Unknown() implements RepositoryOutcome {}

    /** The short name of several. */
    record Ambiguous() implements RepositoryOutcome {}
}
