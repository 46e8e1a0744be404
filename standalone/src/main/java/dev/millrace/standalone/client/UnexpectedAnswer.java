package dev.millrace.standalone.client;

/** A part of the platform, or git, did not do what was asked of it; the message says what was asked and what came back. */
public final class UnexpectedAnswer extends RuntimeException {

    private static final long serialVersionUID = 1;

    public UnexpectedAnswer(String message) {
        super(message);
    }

    public UnexpectedAnswer(String message, Throwable cause) {
        super(message, cause);
    }
}
