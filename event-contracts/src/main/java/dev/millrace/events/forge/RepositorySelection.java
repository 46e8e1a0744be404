package dev.millrace.events.forge;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import org.jspecify.annotations.Nullable;

/** Which repositories of an account an installation covers. */
public enum RepositorySelection {
    /** all that there are and will be */
    ALL,
    /** those that are listed */
    SELECTED,
    /** not reported */
    @JsonEnumDefaultValue
    UNKNOWN;

    static RepositorySelection of(@Nullable RepositorySelection selection) {
        return selection == null ? UNKNOWN : selection;
    }
}
