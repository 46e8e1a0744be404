package dev.millrace.githttp.exchange;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;

/** The response to a client that stalled in the middle of its request. */
final class RequestTimeout {

    private RequestTimeout() {}

    /**
     * Sends 408 and closes the connection; resets the connection if the response has begun.
     *
     * @param context of the connection
     */
    static void send(HttpServerResponse response, Context context) {
        context.runOnContext(later -> {
            if (response.headWritten()) {
                response.reset();
            } else {
                // headers for a 200 were prepared for the case that the request is read completely, and would override
                // these
                response.headersEndHandler(head -> {});
                response.setStatusCode(408)
                        .putHeader("Content-Type", "text/plain;charset=utf-8")
                        .putHeader("Connection", "close")
                        .end("the request did not arrive in time\n");
            }
        });
    }
}
