package dev.millrace.githttp.api;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The client of a call has disconnected, so the call ends; not a failure. */
final class CallAbandoned extends UncheckedIOException {

    private static final long serialVersionUID = 1;

    CallAbandoned() {
        super(new IOException("the client has disconnected"));
    }
}
