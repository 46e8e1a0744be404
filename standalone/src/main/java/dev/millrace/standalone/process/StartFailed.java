package dev.millrace.standalone.process;

/** The platform cannot start; the message is for the user at the terminal and states what to do or where to look. */
public final class StartFailed extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StartFailed(String message) {
        super(message);
    }

    public StartFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
