package dev.millrace.githttp.catalog;

import dev.millrace.git.catalog.StoredRepository;

/** Outcome of {@link CreateRepository}. */
sealed interface CreationOutcome {

    /** It is there; of a synced one the first sync may still have to come. */
    record Created(StoredRepository repository) implements CreationOutcome {}

    /** The team has a repository of that name. */
    record Exists(StoredRepository repository) implements CreationOutcome {}

    /** The team had a repository of that name and deleted it; names are not given out twice. */
    record NameSpent(String name) implements CreationOutcome {}

    /** The App may not read the account for the team. */
    record AppMissing(String host, String owner) implements CreationOutcome {}

    /** Nothing can be forked: no such repository, or no such commit in it. */
    record SourceMissing(String code, String reason) implements CreationOutcome {}

    /** The wish contradicts itself or the source. */
    record Refused(String reason) implements CreationOutcome {}
}
