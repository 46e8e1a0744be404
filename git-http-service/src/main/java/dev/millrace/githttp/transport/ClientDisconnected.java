package dev.millrace.githttp.transport;

/**
 * The client has disconnected, so all work for it stops. Unchecked on purpose: JGit's progress reporting swallows an {@link
 * java.io.IOException}, and this is what stops the counting of objects for a client that is gone.
 */
final class ClientDisconnected extends RuntimeException {

    private static final long serialVersionUID = 1;

    ClientDisconnected() {
        super("the client has closed the connection", null, false, false);
    }
}
