package dev.millrace.githttp.transport;

import java.io.IOException;

/** A decompressed request body exceeds the limit, either absolute or relative to its compressed size. */
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
