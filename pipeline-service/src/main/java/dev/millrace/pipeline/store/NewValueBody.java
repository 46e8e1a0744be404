package dev.millrace.pipeline.store;

import org.jspecify.annotations.Nullable;

/**
 * A request to set a value.
 *
 * @param value required: text of up to 64 KiB in UTF-8, without NUL; may be empty
 */
record NewValueBody(@Nullable String value) {

    /** Shows no value. */
    @Override
    public String toString() {
        return "NewValueBody[...]";
    }
}
