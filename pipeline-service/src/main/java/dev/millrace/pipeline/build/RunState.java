package dev.millrace.pipeline.build;

import dev.millrace.events.pipeline.Conclusion;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The state of a build or a job. */
public enum RunState {
    QUEUED(null),
    RUNNING(null),
    PASSED(Conclusion.SUCCESS),
    FAILED(Conclusion.FAILURE),
    CANCELLED(Conclusion.CANCELLED),
    TIMED_OUT(Conclusion.TIMED_OUT),
    /** our fault or the machine's, not the change's */
    ERROR(Conclusion.ERROR),
    /** did not run: a job that it needs did not pass, its condition did not hold, or the build was cancelled before */
    SKIPPED(Conclusion.SKIPPED);

    private final @Nullable Conclusion conclusion;

    RunState(@Nullable Conclusion conclusion) {
        this.conclusion = conclusion;
    }

    /** As in the tables and the API, for example {@code timed_out}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The state with this name; empty if there is none. */
    public static Optional<RunState> find(String wireName) {
        return Arrays.stream(values())
                .filter(state -> state.wireName().equals(wireName))
                .findFirst();
    }

    /** Whether the state is final. */
    public boolean isEnd() {
        return conclusion != null;
    }

    /**
     * The conclusion that events and check runs report.
     *
     * @throws IllegalStateException if it has not ended
     */
    public Conclusion conclusion() {
        if (conclusion == null) {
            throw new IllegalStateException(wireName() + " is not an end");
        }
        return conclusion;
    }
}
