package dev.millrace.git.write;

import dev.millrace.git.catalog.StoredRepository;
import java.util.List;

/** Outcome of {@link WriteSession#update}. */
public sealed interface UpdateOutcome {

    /** One result for each edit, in their order, and a last one for HEAD if its change was requested. */
    List<RefResult> results();

    /**
     * Refs moved, or HEAD did, and everything is durable and visible to every instance. Unless the batch was atomic some
     * edits may have been rejected.
     *
     * @param repository with the versions after the transaction
     */
    record Committed(StoredRepository repository, List<RefResult> results) implements UpdateOutcome {
        public Committed {
            results = List.copyOf(results);
        }
    }

    /** Everything was already as requested; nothing was written, and staged packs were discarded. */
    record Unchanged(StoredRepository repository, List<RefResult> results) implements UpdateOutcome {
        public Unchanged {
            results = List.copyOf(results);
        }
    }

    /** Nothing was written: at least one edit was rejected, and none moved a ref. */
    record Refused(List<RefResult> results) implements UpdateOutcome {
        public Refused {
            results = List.copyOf(results);
        }
    }
}
