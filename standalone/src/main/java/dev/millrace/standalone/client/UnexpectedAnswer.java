package dev.millrace.standalone.client;

/** A part of the platform, or git, failed a request; the message contains the request and the response. */
public final class UnexpectedAnswer extends RuntimeException {

    private static final long serialVersionUID = 1;

    public UnexpectedAnswer(String message) {
        super(message);
    }

    public UnexpectedAnswer(String message, Throwable cause) {
        super(message, cause);
    }
}
