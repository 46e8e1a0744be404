package dev.millrace.kit.identity;

/** A claim of a well-signed token rejects it; the message is for the caller and holds nothing secret. */
final class UnacceptableClaim extends Exception {

    private static final long serialVersionUID = 1;

    UnacceptableClaim(String reason) {
        super(reason);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
