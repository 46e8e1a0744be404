package dev.millrace.pipeline.build;

import java.util.Arrays;
import java.util.Locale;

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

    /**
     * The kind with this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static TriggerKind of(String wireName) {
        return Arrays.stream(values())
                .filter(kind -> kind.wireName().equals(wireName))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("there is no kind of trigger '%s'".formatted(wireName)));
    }
}
