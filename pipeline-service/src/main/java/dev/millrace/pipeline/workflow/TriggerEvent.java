package dev.millrace.pipeline.workflow;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/** An event that can start a pipeline, by the name that {@code ops.yml} gives it. */
public enum TriggerEvent {
    CHANGE_OPENED("pull_request.opened"),
    CHANGE_SYNCHRONIZED("pull_request.synchronize"),
    CHANGE_REOPENED("pull_request.reopened"),
    CHANGE_MERGED("pull_request.merged"),
    /** closed without merging */
    CHANGE_CLOSED("pull_request.closed"),
    TAG_CREATED("create.tag");

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
        return Arrays.stream(values())
                .min(Comparator.comparingInt(event -> distance(event.wireName, text)))
                .orElseThrow();
    }

    /** Levenshtein's distance. */
    private static int distance(String from, String to) {
        int[] previous = new int[to.length() + 1];
        for (int column = 0; column < previous.length; column++) {
            previous[column] = column;
        }
        for (int row = 1; row <= from.length(); row++) {
            int[] current = new int[to.length() + 1];
            current[0] = row;
            for (int column = 1; column <= to.length(); column++) {
                int replaced = previous[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(replaced, Math.min(previous[column], current[column - 1]) + 1);
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
