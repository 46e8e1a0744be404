package dev.millrace.githttp.move;

import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Why nothing was moved.
 *
 * @param message for the caller
 * @param tip where the ref is, if that matters
 * @param conflictPaths files whose contents contradict each other
 * @param mergeBase commit from which they were changed, if there is one
 */
public record Refusal(
        Why why, String message, Optional<ObjectId> tip, List<String> conflictPaths, Optional<ObjectId> mergeBase) {

    public Refusal {
        conflictPaths = List.copyOf(conflictPaths);
    }

    /** A refusal without details. */
    public static Refusal of(Why why, String message) {
        return new Refusal(why, message, Optional.empty(), List.of(), Optional.empty());
    }

    /** Reasons. */
    public enum Why {
        /** The request is wrong. */
        INVALID,
        /** Something that it names does not exist. */
        MISSING,
        /** A policy of the token, or a rule for all, does not allow it. */
        DENIED,
        /** What shall be created exists. */
        EXISTS,
        /** The ref is not where the request expects it. */
        STALE,
        /** Contents contradict each other. */
        CONFLICT,
        /** Another update was faster. */
        OVERTAKEN,
        /** The repository does not fulfil what the request requires; nothing to commit, for example. */
        UNFULFILLED,
        /** A limit is exceeded. */
        TOO_LARGE,
        /** The repository takes no changes now, because of its upstream. */
        CLOSED,
        /** The first sync is running. */
        SYNC_RUNNING,
        /** The upstream has refused it. */
        UPSTREAM_REFUSED,
        /** The upstream does not respond as it should. */
        UPSTREAM_UNAVAILABLE
    }
}
