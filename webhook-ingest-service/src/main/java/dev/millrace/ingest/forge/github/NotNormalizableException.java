package dev.millrace.ingest.forge.github;

/** Something that the event requires is missing or malformed; the message states what. */
final class NotNormalizableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    NotNormalizableException(String reason) {
        super(reason);
    }
}
