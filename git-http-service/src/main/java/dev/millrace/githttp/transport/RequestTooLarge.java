package dev.millrace.githttp.transport;

import java.io.IOException;

/** A request body is larger, decompressed, than it may be: at all, or for its compressed size. */
final class RequestTooLarge extends IOException {

    private static final long serialVersionUID = 1;

    RequestTooLarge(long limit) {
        this("the request is larger than " + limit + " bytes");
    }

    private RequestTooLarge(String message) {
        super(message);
    }

    static RequestTooLarge ratio(int times) {
        return new RequestTooLarge("the request is larger than " + times + " times its compressed size");
    }
}
