package dev.millrace.githttp.move;

/**
 * How a change of refs ended.
 *
 * @param <T> what the change returns
 */
public sealed interface MoveOutcome<T> {

    /** All refs are as requested, here and, where one decides, at the upstream. */
    record Moved<T>(T result) implements MoveOutcome<T> {}

    /** No ref was moved. */
    record Refused<T>(Refusal refusal) implements MoveOutcome<T> {}
}
