package dev.millrace.pipeline.command;

import java.util.Optional;

/**
 * Which commit a command is about: the head that its author could see. A commit that was pushed after the comment was written
 * must not be what the command approves or runs, and the forge states only which one is the head now. Pure.
 */
final class PinHead {

    private PinHead() {}

    /**
     * What is known about a change.
     *
     * @param current the head now, as the forge states it
     * @param before the newest head that events report for a time before the comment; empty if none do
     * @param currentIsReported whether an event about the current head has arrived
     * @param fromFork whether anyone may have pushed it
     */
    record Heads(String current, Optional<String> before, boolean currentIsReported, boolean fromFork) {}

    /** The commit of a command. */
    sealed interface Pinned {

        /** @param sha the commit */
        record At(String sha) implements Pinned {}

        /** The event that reports the current head has not arrived, but may do so soon. */
        record NotYet() implements Pinned {}

        /** @param reason why the commit cannot be determined, for the author */
        record Unsure(String reason) implements Pinned {}
    }

    /** @param mayWait whether the event of the current head may still arrive */
    static Pinned of(Heads heads, boolean mayWait) {
        if (heads.before().filter(heads.current()::equals).isPresent()) {
            return new Pinned.At(heads.current());
        }
        if (!heads.currentIsReported() && mayWait) {
            return new Pinned.NotYet();
        }
        if (heads.before().isPresent()) {
            return new Pinned.At(heads.before().get());
        }
        // those who push to the repository's own branches may do what commands do
        return heads.fromFork()
                ? new Pinned.Unsure(
                        "it is not known which commit was the newest one when this was written, since that was"
                                + " pushed in the same second, later, or before this repository was connected; name the commit:"
                                + " `/ok-to-test %s`".formatted(heads.current()))
                : new Pinned.At(heads.current());
    }

    /** The commit that the author named, which has to be the head now. */
    static Pinned named(String sha, String current) {
        return current.startsWith(sha)
                ? new Pinned.At(current)
                : new Pinned.Unsure("the newest commit of the change is `%s`".formatted(current));
    }
}
