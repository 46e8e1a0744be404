package dev.millrace.kit.identity;

/** A claim makes a correctly signed token unacceptable; the message is for the caller and contains nothing secret. */
final class UnacceptableClaim extends Exception {

    private static final long serialVersionUID = 1;

    UnacceptableClaim(String reason) {
        super(reason);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
