package dev.millrace.sync.pass;

/** Carries a {@link ReadFailure}. */
final class ReadException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient ReadFailure failure;

    ReadException(ReadFailure failure) {
        super(failure.message());
        this.failure = failure;
    }

    /** What went wrong. */
    ReadFailure failure() {
        return failure;
    }
}
