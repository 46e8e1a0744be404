package dev.millrace.githttp.visible;

import java.util.List;
import java.util.UUID;

/** The result of a request for read-only mirrors. */
sealed interface AddOutcome {

    /** The team has no active installation in the account. */
    record NotConnected() implements AddOutcome {}

    /**
     * What became of each repository.
     *
     * @param created new mirrors
     * @param skipped those that were left alone
     * @param hasMore whether another page follows
     */
    record Added(List<Created> created, List<Skipped> skipped, boolean hasMore) implements AddOutcome {

        public Added {
            created = List.copyOf(created);
            skipped = List.copyOf(skipped);
        }
    }

    /** A new mirror. */
    record Created(UUID repositoryId, String name) {}

    /** A repository of which none was made. */
    record Skipped(String name, Reason reason) {}

    /** Why none was made. */
    enum Reason {
        /** the team has a mirror of it already, which may be read-only */
        MIRRORED,
        /** the team has another repository of that name */
        NAME_TAKEN,
        /** the team has deleted its repository of that name, and names are not given out again */
        DELETED
    }
}
