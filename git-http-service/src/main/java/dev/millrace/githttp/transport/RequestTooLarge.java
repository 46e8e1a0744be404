package dev.millrace.githttp.transport;

import java.io.IOException;

/** A request body is larger, decompressed, than it may be. */
final class RequestTooLarge extends IOException {

    private static final long serialVersionUID = 1;

    RequestTooLarge(long limit) {
        super("the request is larger than " + limit + " bytes");
    }
}
