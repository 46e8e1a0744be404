package dev.millrace.pipeline.store;

import java.time.Instant;

/**
 * A value that a caller sets.
 *
 * @param key see {@link ValueRules}
 * @param value see {@link ValueRules}
 * @param by who sets it, as others are shown
 * @param at when
 */
record NewValue(String team, String key, String value, String by, Instant at) {

    /** Shows no value. */
    @Override
    public String toString() {
        return "NewValue[%s, %s]".formatted(team, key);
    }
}
