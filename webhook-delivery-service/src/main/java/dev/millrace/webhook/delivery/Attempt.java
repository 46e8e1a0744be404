package dev.millrace.webhook.delivery;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What came of sending a delivery once. */
sealed interface Attempt {

    /** Whether the receiver has taken it. */
    default boolean succeeded() {
        return this instanceof Answered answered && answered.status() / 100 == 2;
    }

    /** Why it did not succeed, for people. */
    default Optional<String> error() {
        return switch (this) {
            case Answered answered when answered.status() / 100 == 2 -> Optional.empty();
            case Answered answered
            when answered.status() / 100 == 3 ->
                Optional.of("the endpoint answered %d; redirects are not followed".formatted(answered.status()));
            case Answered answered -> Optional.of("the endpoint answered %d".formatted(answered.status()));
            case Unanswered(String reason) -> Optional.of(reason);
            case Refused(String reason) -> Optional.of("not sent: " + reason);
        };
    }

    /** Word for metrics. */
    default String outcome() {
        return switch (this) {
            case Answered answered -> succeeded() ? "succeeded" : "rejected";
            case Unanswered unanswered -> "unanswered";
            case Refused refused -> "refused";
        };
    }

    /**
     * There was an answer.
     *
     * @param headers some of its headers, by lower-case name
     * @param body the beginning of it
     * @param retryAfter how long the endpoint wants to be left alone
     */
    record Answered(int status, Map<String, String> headers, String body, Optional<Duration> retryAfter)
            implements Attempt {

        public Answered {
            headers = Map.copyOf(headers);
        }
    }

    /** There was none, or none in time; whether the endpoint took the delivery is not known. */
    record Unanswered(String reason) implements Attempt {}

    /** It was not sent: we do not connect to where the address leads now. */
    record Refused(String reason) implements Attempt {}
}
