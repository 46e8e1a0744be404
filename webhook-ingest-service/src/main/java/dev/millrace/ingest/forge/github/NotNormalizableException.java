package dev.millrace.ingest.forge.github;

/** Something is missing or malformed that the fact cannot be told without; the message says what. */
final class NotNormalizableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    NotNormalizableException(String reason) {
        super(reason);
    }
}
