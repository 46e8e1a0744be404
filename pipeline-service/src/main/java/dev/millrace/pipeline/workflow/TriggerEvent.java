package dev.millrace.pipeline.workflow;

import java.util.Arrays;
import java.util.Optional;

/** An event that can start a pipeline, by the name that {@code ops.yml} gives it. */
public enum TriggerEvent {
    CHANGE_OPENED("pull_request.opened"),
    CHANGE_SYNCHRONIZED("pull_request.synchronize"),
    CHANGE_REOPENED("pull_request.reopened"),
    CHANGE_MERGED("pull_request.merged"),
    /** closed without merging */
    CHANGE_CLOSED("pull_request.closed"),
    TAG_CREATED("create.tag"),
    /** commits were pushed to a branch, or it was created */
    PUSHED("push"),
    /** a merge queue wants checks of a group of changes */
    MERGE_GROUP("merge_group"),
    /** a time that {@code schedule} of the pipeline names */
    SCHEDULED("schedule", false),
    /** a request */
    MANUAL("manual", false);

    private final String wireName;
    private final boolean named;

    TriggerEvent(String wireName) {
        this(wireName, true);
    }

    TriggerEvent(String wireName, boolean named) {
        this.wireName = wireName;
        this.named = named;
    }

    /** Whether {@code events} can name it; the others start by something else. */
    boolean isNamed() {
        return named;
    }

    /** As in the trigger string, for example {@code pull_request.opened}. */
    public String wireName() {
        return wireName;
    }

    /** The names of all events. */
    public static String[] wireNames() {
        return Arrays.stream(values()).map(TriggerEvent::wireName).toArray(String[]::new);
    }

    /** The event with this name; empty if there is none. */
    public static Optional<TriggerEvent> find(String wireName) {
        return Arrays.stream(values())
                .filter(event -> event.wireName.equals(wireName))
                .findFirst();
    }

    /** The event whose name takes the fewest typing errors to become {@code text}. */
    static TriggerEvent nearestTo(String text) {
        return find(Spelling.nearest(
                        text,
                        Arrays.stream(values())
                                .filter(TriggerEvent::isNamed)
                                .map(TriggerEvent::wireName)
                                .toList()))
                .orElseThrow();
    }
}
