package dev.millrace.githttp.catalog;

import dev.millrace.git.catalog.StoredRepository;

/** Outcome of {@link CreateRepository}. */
sealed interface CreationOutcome {

    /** The repository exists; the first sync of a mirror may still be pending. */
    record Created(StoredRepository repository) implements CreationOutcome {}

    /** The team has a repository of that name. */
    record Exists(StoredRepository repository) implements CreationOutcome {}

    /** The team had a repository of that name and deleted it; names are not reused. */
    record NameSpent(String name) implements CreationOutcome {}

    /** The App has no access to the account on behalf of the team. */
    record AppMissing(String host, String owner) implements CreationOutcome {}

    /** Nothing can be forked: no such repository, or no such commit in it. */
    record SourceMissing(String code, String reason) implements CreationOutcome {}

    /** The request contradicts itself or the source. */
    record Refused(String reason) implements CreationOutcome {}
}
