package dev.millrace.simulator.hooks;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One attempt to deliver one occurrence.
 *
 * @param id             of this attempt
 * @param guid           of the occurrence; redeliveries share it
 * @param action         absent for events without actions
 * @param installationId absent for pings
 * @param repositoryId   absent for events of the installation
 * @param queuedAt       when the event happened
 * @param redelivery     whether this attempt was requested
 * @param headers        as sent
 * @param attempt        its result; absent until it was sent
 */
public record Delivery(
        long id,
        UUID guid,
        String event,
        Optional<String> action,
        Optional<Long> installationId,
        Optional<Long> repositoryId,
        Instant queuedAt,
        boolean redelivery,
        Map<String, String> headers,
        Payload payload,
        Optional<Attempt> attempt) {

    /**
     * The result of a delivery.
     *
     * @param duration   from connecting to the answer
     * @param statusCode of the answer; 0 if there was none
     * @param status     {@code OK}, or a description of the error
     * @param headers    of the answer
     * @param body       of the answer, at most 64 KiB
     * @param throttledAt when the delivery was held back because there were too many; absent if it was not
     */
    public record Attempt(
            Instant deliveredAt,
            Duration duration,
            int statusCode,
            String status,
            Map<String, String> headers,
            String body,
            Optional<Instant> throttledAt) {

        Attempt(
                Instant deliveredAt,
                Duration duration,
                int statusCode,
                String status,
                Map<String, String> headers,
                String body) {
            this(deliveredAt, duration, statusCode, status, headers, body, Optional.empty());
        }

        public boolean isSuccess() {
            return status.equals("OK");
        }
    }

    Delivery with(Map<String, String> sentHeaders, Attempt outcome) {
        return new Delivery(
                id,
                guid,
                event,
                action,
                installationId,
                repositoryId,
                queuedAt,
                redelivery,
                sentHeaders,
                payload,
                Optional.of(outcome));
    }

    /** The same occurrence, to be sent again. */
    Delivery again(long newId, Instant now, boolean onRequest) {
        return new Delivery(
                newId,
                guid,
                event,
                action,
                installationId,
                repositoryId,
                now,
                onRequest,
                Map.of(),
                payload,
                Optional.empty());
    }
}
