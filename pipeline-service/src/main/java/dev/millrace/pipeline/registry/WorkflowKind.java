package dev.millrace.pipeline.registry;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What kind of workflow {@code ops.yml} defines. Two of different kinds may have one name. */
public enum WorkflowKind {
    PIPELINE,
    COMMAND,
    SERVICE;

    /** As in the tables and the API, for example {@code pipeline}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind with this name; empty if there is none. */
    public static Optional<WorkflowKind> find(String wireName) {
        return Arrays.stream(values())
                .filter(kind -> kind.wireName().equals(wireName))
                .findFirst();
    }
}
