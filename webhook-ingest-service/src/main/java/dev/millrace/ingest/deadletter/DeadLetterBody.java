package dev.millrace.ingest.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.millrace.ingest.deadletter.DeadLetter.Origin;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A dead letter.
 *
 * @param service whose consumer could not process the record
 * @param topic where it was read
 * @param parksKey whether its consumer keeps the order: the following records of its key wait until it is decided on
 * @param attempt how often it became a dead letter, this time included; 1 or more
 * @param firstDeadAt when it became one first
 * @param deadAt when it became one this time
 * @param state {@code open}, {@code released} or {@code discarded}
 * @param bytes size of the value
 * @param headers of the record; of a single dead letter only
 * @param value as text; of a single dead letter only, if requested
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record DeadLetterBody(
        long id,
        String service,
        String topic,
        Optional<Integer> partition,
        Optional<Long> offset,
        Optional<String> key,
        Optional<String> eventType,
        Optional<String> eventId,
        String reason,
        boolean parksKey,
        int attempt,
        Instant firstDeadAt,
        Instant deadAt,
        String state,
        Optional<Instant> decidedAt,
        int bytes,
        Optional<Map<String, String>> headers,
        Optional<String> value) {

    /** In a list. */
    static DeadLetterBody of(DeadLetter letter) {
        return of(letter, Optional.empty(), Optional.empty());
    }

    /** Alone, with its headers. */
    static DeadLetterBody of(DeadLetter letter, Optional<byte[]> value) {
        return of(
                letter,
                Optional.of(new TreeMap<>(letter.headers())),
                value.map(bytes -> new String(bytes, StandardCharsets.UTF_8)));
    }

    private static DeadLetterBody of(DeadLetter letter, Optional<Map<String, String>> headers, Optional<String> value) {
        Origin origin = letter.origin();
        return new DeadLetterBody(
                letter.id(),
                letter.service(),
                origin.topic(),
                origin.partition(),
                origin.offset(),
                origin.key(),
                letter.event().type(),
                letter.event().id(),
                letter.reason(),
                letter.parksBehind().isPresent(),
                letter.attempt(),
                letter.firstDeadAt(),
                letter.deadAt(),
                letter.state().wireName(),
                letter.decidedAt(),
                letter.bytes(),
                headers,
                value);
    }
}
