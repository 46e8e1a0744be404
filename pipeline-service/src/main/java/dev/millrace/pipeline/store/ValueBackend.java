package dev.millrace.pipeline.store;

import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.error.MillraceException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the values of one store are, of all teams. A change is visible to all instances when it returns, or when its transaction
 * commits. Each method throws a {@link MillraceException} of the kind {@code UPSTREAM} if the backend is not available.
 */
interface ValueBackend {

    /**
     * A page of values in the order of the bytes of their keys.
     *
     * @param after the last key of the page before; empty for the first
     * @param limit most values, 1 or more; a page with fewer is the last
     */
    List<StoredValue> list(String team, Optional<String> after, int limit);

    /**
     * Sets a value; changes of the same team are made one at a time.
     *
     * @param tx holds the lock of the team
     */
    PutOutcome put(Transaction tx, NewValue value);

    /** Deletes a value for good; false if there is none. */
    boolean delete(Transaction tx, String team, String key);

    /** How long a change may take during which the database sees no statement; empty if it is made there. */
    default Optional<Duration> longestChange() {
        return Optional.empty();
    }

    /** The values of these keys; keys that do not exist are not in it. */
    Map<String, String> read(String team, Set<String> keys);
}
