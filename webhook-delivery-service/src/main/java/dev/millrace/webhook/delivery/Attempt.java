package dev.millrace.webhook.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The result of sending a delivery once. */
sealed interface Attempt {

    /** All values of {@link #outcome}. */
    List<String> OUTCOMES = List.of("succeeded", "rejected", "no_response", "refused");

    /** Whether the endpoint accepted it. */
    default boolean succeeded() {
        return this instanceof Responded responded && responded.status() / 100 == 2;
    }

    /** Why it did not succeed, human-readable. */
    default Optional<String> error() {
        return switch (this) {
            case Responded responded when responded.status() / 100 == 2 -> Optional.empty();
            case Responded responded
            when responded.status() / 100 == 3 ->
                Optional.of("the endpoint returned %d; redirects are not followed".formatted(responded.status()));
            case Responded responded -> Optional.of("the endpoint returned %d".formatted(responded.status()));
            case NoResponse(String reason) -> Optional.of(reason);
            case Refused(String reason) -> Optional.of("not sent: " + reason);
        };
    }

    /** Value of the metric's tag. */
    default String outcome() {
        return switch (this) {
            case Responded responded -> succeeded() ? "succeeded" : "rejected";
            case NoResponse noResponse -> "no_response";
            case Refused refused -> "refused";
        };
    }

    /**
     * The endpoint responded.
     *
     * @param headers some of its headers, by lower-case name
     * @param body the beginning of the response body
     * @param retryAfter how long the endpoint asks to wait
     */
    record Responded(int status, Map<String, String> headers, String body, Optional<Duration> retryAfter)
            implements Attempt {

        public Responded {
            headers = Map.copyOf(headers);
        }
    }

    /** There was no response, or none in time; whether the endpoint accepted the delivery is unknown. */
    record NoResponse(String reason) implements Attempt {}

    /** It was not sent: the address now resolves to one that we do not connect to. */
    record Refused(String reason) implements Attempt {}
}
