package dev.millrace.pipeline.build;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a build was started by. */
public enum TriggerKind {
    /** an event at the forge */
    EVENT,
    /** a request */
    MANUAL,
    /** the time that the pipeline names */
    SCHEDULE,
    /** a request to run an earlier build again */
    RERUN;

    /** As in the table and the API, for example {@code rerun}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind with this name; empty if there is none. */
    static Optional<TriggerKind> find(String wireName) {
        return Arrays.stream(values())
                .filter(kind -> kind.wireName().equals(wireName))
                .findFirst();
    }

    /**
     * The kind with this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static TriggerKind of(String wireName) {
        return find(wireName)
                .orElseThrow(
                        () -> new IllegalArgumentException("there is no kind of trigger '%s'".formatted(wireName)));
    }
}
