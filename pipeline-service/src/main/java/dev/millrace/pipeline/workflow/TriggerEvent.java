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
    PUSHED("push");

    private final String wireName;

    TriggerEvent(String wireName) {
        this.wireName = wireName;
    }

    /** As in the trigger string, for example {@code pull_request.opened}. */
    public String wireName() {
        return wireName;
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
                        Arrays.stream(values()).map(TriggerEvent::wireName).toList()))
                .orElseThrow();
    }
}
