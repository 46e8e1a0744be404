package dev.millrace.pipeline.store;

import java.time.Instant;
import java.util.Optional;

/**
 * A value of a team.
 *
 * @param key unique in its store
 * @param value empty where it may not be shown
 * @param updatedAt when it was set last
 * @param updatedBy who set it last; empty if the backend does not know
 */
record StoredValue(String key, Optional<String> value, Instant updatedAt, Optional<String> updatedBy) {

    /** Shows no value. */
    @Override
    public String toString() {
        return "StoredValue[%s, %s]".formatted(key, updatedAt);
    }
}
