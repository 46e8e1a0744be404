package dev.millrace.githttp.transport;

/**
 * The client is gone, so whatever is being made for it stops. Unchecked on purpose: JGit's progress reporting swallows an
 * {@link java.io.IOException}, and this is what ends the counting of objects for nobody.
 */
final class ClientLeft extends RuntimeException {

    private static final long serialVersionUID = 1;

    ClientLeft() {
        super("the client has closed the connection", null, false, false);
    }
}
