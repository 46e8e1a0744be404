package dev.millrace.kit.http;

import io.vertx.core.Context;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;

/**
 * Ends an exchange with a server whose response is not wanted any more. Vert.x closes the connection when a request is reset,
 * also when the response had arrived completely, but not been read, and the connection serves another request by then, which
 * would fail.
 */
public final class UnreadResponse {

    private UnreadResponse() {}

    /**
     * Discards what has arrived, and closes the connection only if the response is not complete, so that the server stops
     * sending it. The request must have been sent completely.
     *
     * @param context the context of the request, on which its handlers run; may be called on any thread
     */
    public static void drop(Context context, HttpClientRequest request, HttpClientResponse response) {
        context.runOnContext(now -> {
            var end = response.end();
            if (end.isComplete()) {
                return;
            }
            response.handler(discarded -> {});
            response.resume();
            // what has arrived is delivered by a task that was queued before this one, its end included
            context.runOnContext(later -> {
                if (!end.isComplete()) {
                    request.reset();
                }
            });
        });
    }
}
