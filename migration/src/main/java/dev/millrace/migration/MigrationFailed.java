package dev.millrace.migration;

/** The database could not be brought up to date; the message names the schema or role, and the reason. */
public final class MigrationFailed extends RuntimeException {

    private static final long serialVersionUID = 1;

    MigrationFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
