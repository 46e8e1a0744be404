package dev.millrace.git.catalog;

/** Outcome of {@link Catalog#create}. */
public sealed interface CreateOutcome {

    /** The repository: the new one, or the one that it conflicts with. */
    StoredRepository repository();

    /** It was created. */
    record Created(StoredRepository repository) implements CreateOutcome {}

    /** The team has a repository of that name; nothing was created. */
    record NameTaken(StoredRepository repository) implements CreateOutcome {}

    /** The team has a mirror of that upstream, perhaps under another name; nothing was created. */
    record AlreadyMirrored(StoredRepository repository) implements CreateOutcome {}
}
