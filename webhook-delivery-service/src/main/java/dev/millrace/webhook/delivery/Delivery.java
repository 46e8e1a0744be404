package dev.millrace.webhook.delivery;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A delivery, sent or waiting, as of when it was read.
 *
 * @param number grows from delivery to delivery
 * @param payload the body that is sent
 * @param repeats the delivery that this one repeats at the request of a caller
 * @param attempts how often it was sent, 0 or more
 * @param nextAttemptAt when it is due; in the past while deliveries before it delay it; empty once it is finished
 * @param last what the last attempt sent and received; empty before the first
 */
record Delivery(
        UUID id,
        long number,
        UUID webhookId,
        Optional<UUID> repositoryId,
        String event,
        String payload,
        Optional<UUID> repeats,
        State state,
        Instant createdAt,
        Optional<Instant> giveUpAt,
        Optional<Instant> nextAttemptAt,
        int attempts,
        Optional<LastAttempt> last) {

    /** Its state. */
    enum State {
        /** will be sent, for the first time or again */
        WAITING,
        /** the endpoint responded with 2xx */
        SUCCEEDED,
        /** was given up */
        FAILED
    }

    /**
     * The last attempt.
     *
     * @param took until the response was read, in milliseconds
     * @param status empty if there was no response
     * @param responseBody the beginning of it; empty text if there was none
     * @param error why it did not succeed, human-readable; empty if it did
     */
    record LastAttempt(
            Instant at,
            Map<String, String> requestHeaders,
            int took,
            Optional<Integer> status,
            Map<String, String> responseHeaders,
            String responseBody,
            Optional<String> error) {

        LastAttempt {
            requestHeaders = Map.copyOf(requestHeaders);
            responseHeaders = Map.copyOf(responseHeaders);
        }
    }
}
