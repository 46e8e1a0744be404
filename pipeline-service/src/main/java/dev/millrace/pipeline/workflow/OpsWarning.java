package dev.millrace.pipeline.workflow;

/**
 * Something in an {@code ops.yml} that has no effect, which its author may not expect.
 *
 * @param line where, 1 or more
 * @param message what is ignored, and what may have been meant
 */
public record OpsWarning(int line, String message) {

    /** {@code line 4: ...}. */
    public String text() {
        return "line %d: %s".formatted(line, message);
    }
}
