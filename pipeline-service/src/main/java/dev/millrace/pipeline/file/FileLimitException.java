package dev.millrace.pipeline.file;

/** Files of a job exceed a limit; the message states which, for people. */
public final class FileLimitException extends Exception {

    private static final long serialVersionUID = 1L;

    public FileLimitException(String message) {
        super(message);
    }

    /** The limit that was exceeded. */
    public String limit() {
        return String.valueOf(getMessage());
    }
}
